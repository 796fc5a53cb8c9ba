package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.policy.Conduct;
import io.exactlyonce.operator.policy.HostAndPort;
import io.exactlyonce.operator.policy.KafkaAccess;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.policy.TransactionTimeout;
import io.exactlyonce.operator.policy.Transactions;
import io.exactlyonce.operator.simulation.engine.Dice;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** The policy {@value #NAME}, which a platform team edits, deletes and creates again. */
final class Policies {
    static final String NAME = "stock";
    static final String NAMESPACE = "payments";

    private static final BrokerContract STOCK =
            new BrokerContract(null, true, Duration.ofMinutes(15), List.of(), null, List.of());

    private final Dice dice;
    private boolean present = true;
    private int generation = 1;
    private Duration interval = Duration.ofMinutes(1);
    private List<AcknowledgedRisk> risks = List.of();

    Policies(Dice dice) {
        this.dice = dice;
    }

    PolicyLookup lookup(String name) {
        if (!present || !name.equals(NAME)) {
            return new PolicyLookup.Missing(name);
        }
        return new PolicyLookup.Found(name, new PolicyReading.Valid(policy()), STOCK);
    }

    String change() {
        if (dice.percent(25)) {
            present = !present;
            return present ? "policy created" : "policy deleted";
        }
        generation++;
        interval = Duration.ofSeconds(dice.oneOf(List.of(20L, 30L, 60L)));
        return "policy edited, interval " + interval;
    }

    /** Risks that the platform team takes, for runs in which users may do what rules refuse. */
    void acknowledge(List<String> codes) {
        risks = codes.stream().map(code -> new AcknowledgedRisk(code, "simulated")).toList();
    }

    private Policy policy() {
        return new Policy(
                new Policy.Identity(NAMESPACE, NAME, generation),
                new KafkaAccess(
                        List.of(new HostAndPort("kafka", 9092)),
                        new KafkaAccess.Plaintext(),
                        new KafkaAccess.NoSasl(),
                        new TreeMap<>()),
                new Checkpoints(
                        new Checkpoints.Storage(
                                new StoragePath("s3", "flink", List.of("state")), false, null),
                        new Checkpoints.Timing(interval, Duration.ofMinutes(2), Duration.ZERO, 0),
                        new Checkpoints.Outage(Duration.ofMinutes(8), Duration.ofMinutes(1), 0)),
                new Transactions(
                        new TransactionTimeout.Auto(),
                        "eo1",
                        Transactions.NamingStrategy.INCREMENTING,
                        Transactions.OrphanHandling.FENCE),
                new Conduct(
                        Conduct.Recovery.AUTOMATIC,
                        Conduct.UnknownContract.ADMIT,
                        Conduct.DeletionPolicy.SETTLE),
                risks);
    }
}
