package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.revision.ChangeClassifier;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.SpecChange;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A deployment that every rule is content with, and ways to spoil it. */
final class Deployments {
    static final String PREFIX = "eo1.payments.orders.abcdefgh.r000002.";
    static final String SAVEPOINT =
            "s3://flink/payments/orders/abcdefgh/savepoints/savepoint-1a2b3c-4d5e";
    private static final String HOME = "s3://flink/payments/orders/abcdefgh/";

    private Deployments() {}

    /** The policy of two lines, with credentials so that all of it is used. */
    static Policy policy(Map<String, Object> more) {
        Fields policy =
                new Fields(
                        Map.of(
                                "apiVersion",
                                "exactlyonce.io/v1alpha1",
                                "kind",
                                "ExactlyOncePolicy",
                                "metadata",
                                Map.of("namespace", "payments", "name", "prod"),
                                "spec",
                                Map.of(
                                        "kafka",
                                        Map.of("bootstrapServers", "kafka-0:9092,kafka-1:9092"),
                                        "checkpoints",
                                        Map.of("storage", "s3://flink"))));
        for (Map.Entry<String, Object> entry : more.entrySet()) {
            policy = policy.with(entry.getValue(), ("spec." + entry.getKey()).split("\\."));
        }
        PolicyReading reading = PolicyReader.read(policy);
        if (reading instanceof PolicyReading.Valid valid) {
            return valid.policy();
        }
        throw new AssertionError(reading);
    }

    static BrokerContract contract(Duration maximum) {
        return new BrokerContract(null, true, maximum, List.of(), null, List.of());
    }

    /** What admission adds to it. */
    static Map<String, String> injected() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("execution.checkpointing.dir", HOME + "checkpoints");
        entries.put("execution.checkpointing.savepoint-dir", HOME + "savepoints");
        entries.put("execution.checkpointing.interval", "1 min");
        entries.put("execution.checkpointing.timeout", "2 min");
        entries.put("execution.checkpointing.mode", "EXACTLY_ONCE");
        entries.put("execution.checkpointing.tolerable-failed-checkpoints", "0");
        entries.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        entries.put("high-availability.type", "kubernetes");
        entries.put("high-availability.storageDir", HOME + "ha");
        entries.put("kubernetes.operator.job.upgrade.last-state-fallback.enabled", "false");
        entries.put("kubernetes.operator.deployment.rollback.enabled", "false");
        entries.put("job.autoscaler.enabled", "false");
        entries.put("exactly-once.sink.transactional-id-prefix", PREFIX);
        entries.put("exactly-once.revision", "2");
        entries.put("exactly-once.sink.transaction-timeout", "15 min");
        entries.put("exactly-once.kafka.bootstrap-servers", "kafka-0:9092,kafka-1:9092");
        return entries;
    }

    static FlinkDeployment safe() {
        Fields object =
                new Fields(
                        Map.of(
                                "apiVersion",
                                "flink.apache.org/v1beta1",
                                "kind",
                                "FlinkDeployment",
                                "metadata",
                                Map.of(
                                        "namespace",
                                        "payments",
                                        "name",
                                        "orders",
                                        "labels",
                                        Map.of(FlinkDeployment.POLICY_LABEL, "prod")),
                                "spec",
                                Map.of(
                                        "flinkVersion",
                                        "v2_2",
                                        "flinkConfiguration",
                                        injected(),
                                        "job",
                                        Map.of(
                                                "parallelism",
                                                4,
                                                "upgradeMode",
                                                "savepoint",
                                                "state",
                                                "running"))));
        RevisionMark mark =
                new RevisionMark(new Incarnation("abcdefgh"), 2, 2, InjectedBlock.of(injected()));
        return FlinkDeployment.of(mark.writeTo(object));
    }

    static FlinkDeployment with(FlinkDeployment deployment, Object value, String... path) {
        return deployment.withObject(deployment.object().with(value, path));
    }

    static FlinkDeployment without(FlinkDeployment deployment, String... path) {
        return deployment.withObject(deployment.object().without(path));
    }

    /** A key of the configuration, in flat form. */
    static FlinkDeployment configured(FlinkDeployment deployment, String key, Object value) {
        return with(deployment, value, "spec", FlinkConfiguration.FIELD, key);
    }

    static FlinkDeployment unconfigured(FlinkDeployment deployment, String key) {
        return without(deployment, "spec", FlinkConfiguration.FIELD, key);
    }

    /** Upstream has deployed this spec, and says so. */
    static FlinkDeployment deployed(
            FlinkDeployment deployment, String jobState, String reconciliationState) {
        Fields object =
                deployment
                        .object()
                        .with(jobState, "status", "jobStatus", "state")
                        .with(reconciliationState, "status", "reconciliationStatus", "state");
        return new FlinkDeployment(
                object,
                deployment.lastApplied(),
                new Fields(Map.of("spec", deployment.spec().values())),
                deployment.lastStable());
    }

    static FlinkDeployment running(FlinkDeployment deployment) {
        return deployed(deployment, "RUNNING", "DEPLOYED");
    }

    /** Suspended by upstream; the mode is the one it really used. */
    static FlinkDeployment suspended(FlinkDeployment deployment, String mode, String snapshot) {
        FlinkDeployment spec =
                with(
                        with(deployment, "suspended", "spec", "job", "state"),
                        mode,
                        "spec",
                        "job",
                        "upgradeMode");
        FlinkDeployment finished = deployed(spec, "FINISHED", "DEPLOYED");
        return with(finished, snapshot, "status", "jobStatus", "upgradeSavepointPath");
    }

    static Proposal create(FlinkDeployment after) {
        return new Proposal(Moment.CREATE, after, null, SpecChange.NONE);
    }

    static Proposal update(FlinkDeployment before, FlinkDeployment after) {
        return new Proposal(
                Moment.UPDATE,
                after,
                before,
                ChangeClassifier.classify(before.spec(), after.spec()).change());
    }

    static RuleInput input(Proposal proposal) {
        return input(proposal, Surroundings.NONE);
    }

    static RuleInput input(Proposal proposal, Surroundings surroundings) {
        return new RuleInput(
                proposal, policy(Map.of()), contract(Duration.ofMinutes(15)), surroundings);
    }

    static Surroundings neighbour(String directory, String prefix) {
        return new Surroundings(
                List.of(Neighbour.of("payments", "refunds", directory, "", prefix)),
                false,
                Map.of(),
                Set.of());
    }

    static Surroundings defaults(Map<String, String> upstream) {
        return new Surroundings(List.of(), false, upstream, Set.of());
    }

    static Surroundings planned(String path) {
        return new Surroundings(List.of(), false, Map.of(), Set.of(path));
    }
}
