package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.policy.Conduct.Recovery;
import io.exactlyonce.operator.policy.Conduct.UnknownContract;
import io.exactlyonce.operator.policy.Policy.Identity;
import io.exactlyonce.operator.policy.Transactions.NamingStrategy;
import io.exactlyonce.operator.policy.Transactions.OrphanHandling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads an {@code ExactlyOncePolicy}, fills in defaults, and reports every error at once. */
public final class PolicyReader {
    private static final String AUTO = PolicyField.TRANSACTION_TIMEOUT.fallback();
    private static final Pattern STEM = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern CODE = Pattern.compile("EO[0-9]{4}");

    /** A broker counts in steps of 10 s; Kafka takes 2^31-1 ms at most. */
    private static final Duration SHORTEST_TRANSACTION = Duration.ofSeconds(10);

    private static final Duration LONGEST_TRANSACTION = Duration.ofMillis(Integer.MAX_VALUE);

    private final SpecReader in;

    private PolicyReader(Fields object) {
        this.in = new SpecReader(object);
    }

    /** Reads the whole resource as the API server or a file has it. */
    public static PolicyReading read(Fields object) {
        return new PolicyReader(object).read();
    }

    private PolicyReading read() {
        Policy policy =
                new Policy(
                        identity(),
                        new KafkaSection(in).read(),
                        new CheckpointSection(in).read(),
                        transactions(),
                        conduct(),
                        acknowledgedRisks());
        List<PolicyViolation> violations = in.violations();
        return violations.isEmpty()
                ? new PolicyReading.Valid(policy)
                : new PolicyReading.Invalid(violations);
    }

    private Identity identity() {
        Fields metadata = in.object().object("metadata");
        return new Identity(
                metadata.text("namespace").orElse("default"),
                metadata.text("name").orElse(""),
                metadata.number("generation").orElse(0L));
    }

    private Transactions transactions() {
        return new Transactions(
                timeout(),
                idStem(),
                in.choice(PolicyField.NAMING, NamingStrategy.values()),
                in.choice(PolicyField.ORPHANS, OrphanHandling.values()));
    }

    private TransactionTimeout timeout() {
        boolean auto =
                in.optional(PolicyField.TRANSACTION_TIMEOUT).filter(AUTO::equals).isPresent();
        return auto
                ? new TransactionTimeout.Auto()
                : new TransactionTimeout.Fixed(
                        in.duration(
                                PolicyField.TRANSACTION_TIMEOUT,
                                SHORTEST_TRANSACTION,
                                LONGEST_TRANSACTION));
    }

    private String idStem() {
        String stem = in.optional(PolicyField.ID_STEM).orElse(PolicyField.ID_STEM.fallback());
        if (!STEM.matcher(stem).matches()) {
            in.report(
                    PolicyField.ID_STEM,
                    stem,
                    "a stem with other characters could overlap the ids of other jobs",
                    "Use 1 to 40 characters of a-z, 0-9 and '-'");
        }
        return stem;
    }

    private Conduct conduct() {
        return new Conduct(
                in.choice(PolicyField.RECOVERY, Recovery.values()),
                in.choice(PolicyField.UNKNOWN_CONTRACT, UnknownContract.values()),
                in.choice(PolicyField.DELETION_POLICY, DeletionPolicy.values()));
    }

    private List<AcknowledgedRisk> acknowledgedRisks() {
        List<AcknowledgedRisk> risks = new ArrayList<>();
        Set<String> codes = new HashSet<>();
        List<Fields> items = in.object().objects(PolicyField.ACKNOWLEDGED_RISKS.steps());
        for (int i = 0; i < items.size(); i++) {
            String path = PolicyField.ACKNOWLEDGED_RISKS.path() + "[" + i + "]";
            String code = items.get(i).text(PolicyField.RISK_CODE.steps()).orElse("");
            String reason = items.get(i).text(PolicyField.RISK_REASON.steps()).orElse("");
            if (!CODE.matcher(code).matches()) {
                in.report(
                        path + ".code",
                        code,
                        "no rule has that code, so nothing would be acknowledged",
                        "Use the code of the message, such as EO1001");
            } else if (!codes.add(code)) {
                in.report(
                        path + ".code",
                        code,
                        "it stands there twice, and only one reason can be shown",
                        "Keep one of them");
            }
            if (reason.isBlank()) {
                in.report(
                        new PolicyViolation(
                                path + ".reason",
                                PolicyViolation.NOT_SET,
                                "a risk nobody gave a reason for cannot be judged by the next person",
                                "Say why the team accepts it"));
            }
            risks.add(new AcknowledgedRisk(code, reason));
        }
        return risks;
    }
}
