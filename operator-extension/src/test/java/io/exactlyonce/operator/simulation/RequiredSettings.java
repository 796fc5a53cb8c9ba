package io.exactlyonce.operator.simulation;

import java.util.List;
import java.util.Map;

/** What every revision has to say for itself, by any name that Flink takes. */
final class RequiredSettings {
    private static final String CONFIGURATION = "flinkConfiguration.";

    /** Names of one option, the one for Flink 2.x first; one ending in a dot is a group. */
    private static final List<List<String>> OPTIONS =
            List.of(
                    List.of("exactly-once.revision"),
                    List.of("exactly-once.sink.transactional-id-prefix"),
                    List.of("exactly-once.sink.transaction-timeout"),
                    List.of("exactly-once.sink.naming-strategy"),
                    List.of("execution.checkpointing.dir", "state.checkpoints.dir"),
                    List.of("execution.checkpointing.savepoint-dir", "state.savepoints.dir"),
                    List.of("execution.checkpointing.storage", "state.checkpoint-storage"),
                    List.of("execution.checkpointing.mode"),
                    List.of("execution.checkpointing.interval"),
                    List.of("execution.checkpointing.timeout"),
                    List.of("execution.checkpointing.max-concurrent-checkpoints"),
                    List.of("execution.checkpointing.externalized-checkpoint-retention"),
                    List.of("high-availability.type", "high-availability"),
                    List.of("high-availability.storageDir"),
                    List.of("state.backend.type", "state.backend"),
                    List.of("restart-strategy."),
                    List.of("heartbeat."),
                    List.of("kubernetes.operator.savepoint.format.type"),
                    List.of("kubernetes.operator.job.upgrade.last-state-fallback.enabled"),
                    List.of("kubernetes.operator.deployment.rollback.enabled"),
                    List.of(
                            "job.autoscaler.enabled",
                            "kubernetes.operator.job.autoscaler.enabled"));

    private RequiredSettings() {}

    static void requireComplete(Map<String, String> flat) {
        Invariant.COMPLETE.require(flat.containsKey("job.upgradeMode"), () -> "no job.upgradeMode");
        for (List<String> names : OPTIONS) {
            Invariant.COMPLETE.require(
                    names.stream().anyMatch(name -> isSet(flat, name)), () -> "none of " + names);
        }
    }

    private static boolean isSet(Map<String, String> flat, String name) {
        String key = CONFIGURATION + name;
        return name.endsWith(".")
                ? flat.keySet().stream().anyMatch(there -> there.startsWith(key))
                : flat.containsKey(key);
    }
}
