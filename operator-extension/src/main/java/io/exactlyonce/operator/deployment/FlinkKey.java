package io.exactlyonce.operator.deployment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An option of Flink or of the upstream operator under all the names it has had. The names are
 * those of the options in the jars of Flink 1.20 and 2.2 (both know the same), of the S3 plugins,
 * and of the upstream operator.
 *
 * @param names the current name, then every older one in the order in which Flink looks for them;
 *     never empty
 * @param since the first Flink version that knows the current name
 * @param nameBefore the name to write for older versions; the current one if it never had another
 */
public record FlinkKey(List<String> names, FlinkVersion since, String nameBefore) {
    /** Filled as the options below are made, so it stands first. */
    private static final Map<String, FlinkKey> BY_NAME = new HashMap<>();

    // Checkpoints: CheckpointingOptions of Flink 1.20 and 2.2; before 1.20 the older names.
    public static final FlinkKey CHECKPOINT_DIRECTORY =
            renamedIn120(
                    "execution.checkpointing.dir",
                    "state.checkpoints.dir",
                    "state.backend.fs.checkpointdir");
    public static final FlinkKey SAVEPOINT_DIRECTORY =
            renamedIn120(
                    "execution.checkpointing.savepoint-dir",
                    "state.savepoints.dir",
                    "savepoints.state.backend.fs.dir");
    public static final FlinkKey CHECKPOINT_STORAGE =
            renamedIn120("execution.checkpointing.storage", "state.checkpoint-storage");
    public static final FlinkKey INCREMENTAL_CHECKPOINTS =
            renamedIn120("execution.checkpointing.incremental", "state.backend.incremental");
    public static final FlinkKey RETAINED_CHECKPOINTS =
            renamedIn120("execution.checkpointing.num-retained", "state.checkpoints.num-retained");
    public static final FlinkKey CHECKPOINT_SUBDIRECTORY =
            renamedIn120(
                    "execution.checkpointing.create-subdir", "state.checkpoints.create-subdir");
    public static final FlinkKey CHECKPOINTING_MODE = of("execution.checkpointing.mode");
    public static final FlinkKey CHECKPOINT_INTERVAL = of("execution.checkpointing.interval");
    public static final FlinkKey CHECKPOINT_INTERVAL_DURING_BACKLOG =
            of("execution.checkpointing.interval-during-backlog");
    public static final FlinkKey CHECKPOINT_TIMEOUT = of("execution.checkpointing.timeout");
    public static final FlinkKey CHECKPOINT_MIN_PAUSE = of("execution.checkpointing.min-pause");
    public static final FlinkKey MAX_CONCURRENT_CHECKPOINTS =
            of("execution.checkpointing.max-concurrent-checkpoints");
    public static final FlinkKey TOLERABLE_FAILED_CHECKPOINTS =
            of("execution.checkpointing.tolerable-failed-checkpoints");
    public static final FlinkKey EXTERNALIZED_RETENTION =
            of("execution.checkpointing.externalized-checkpoint-retention");
    public static final FlinkKey UNALIGNED_CHECKPOINTS =
            renamedIn117(
                    "execution.checkpointing.unaligned.enabled",
                    "execution.checkpointing.unaligned");
    public static final FlinkKey CHECKPOINTS_AFTER_TASKS_FINISH =
            renamedIn120(
                    "execution.checkpointing.checkpoints-after-tasks-finish",
                    "execution.checkpointing.checkpoints-after-tasks-finish.enabled");

    // Where a job starts from when the configuration says so: a fork past upstream's fields.
    public static final FlinkKey RESTORE_PATH =
            renamedIn120("execution.state-recovery.path", "execution.savepoint.path");
    public static final FlinkKey IGNORE_UNCLAIMED_STATE =
            renamedIn120(
                    "execution.state-recovery.ignore-unclaimed-state",
                    "execution.savepoint.ignore-unclaimed-state");
    public static final FlinkKey APPROXIMATE_LOCAL_RECOVERY =
            renamedIn120(
                    "execution.state-recovery.approximate-local-recovery",
                    "execution.checkpointing.approximate-local-recovery");
    public static final FlinkKey WITHOUT_CHANNEL_STATE =
            renamedIn120(
                    "execution.state-recovery.without-channel-state.checkpoint-id",
                    "execution.checkpointing.recover-without-channel-state.checkpoint-id");
    public static final FlinkKey RESTORE_CLAIM_MODE =
            renamedIn120("execution.state-recovery.claim-mode", "execution.savepoint-restore-mode");

    // State backend, high availability, fail-over.
    public static final FlinkKey STATE_BACKEND =
            renamedIn117("state.backend.type", "state.backend");
    public static final FlinkKey HIGH_AVAILABILITY =
            known(
                    new FlinkKey(
                            List.of("high-availability.type", "recovery.mode", "high-availability"),
                            FlinkVersion.V1_17,
                            "high-availability"));
    public static final FlinkKey HIGH_AVAILABILITY_STORAGE =
            of(
                    "high-availability.storageDir",
                    "high-availability.zookeeper.storageDir",
                    "recovery.zookeeper.storageDir");
    public static final FlinkKey HIGH_AVAILABILITY_CLUSTER_ID =
            of(
                    "high-availability.cluster-id",
                    "high-availability.zookeeper.path.namespace",
                    "recovery.zookeeper.path.namespace");
    public static final FlinkKey HIGH_AVAILABILITY_QUORUM =
            of("high-availability.zookeeper.quorum", "recovery.zookeeper.quorum");
    public static final FlinkKey HIGH_AVAILABILITY_ROOT =
            of("high-availability.zookeeper.path.root", "recovery.zookeeper.path.root");
    public static final FlinkKey RESTART_STRATEGY =
            renamedIn117("restart-strategy.type", "restart-strategy");
    public static final FlinkKey FIXED_DELAY_ATTEMPTS = of("restart-strategy.fixed-delay.attempts");
    public static final FlinkKey FIXED_DELAY = of("restart-strategy.fixed-delay.delay");
    public static final FlinkKey FAILURE_RATE_DELAY = of("restart-strategy.failure-rate.delay");
    public static final FlinkKey EXPONENTIAL_INITIAL_BACKOFF =
            of("restart-strategy.exponential-delay.initial-backoff");
    public static final FlinkKey EXPONENTIAL_MAX_BACKOFF =
            of("restart-strategy.exponential-delay.max-backoff");
    public static final FlinkKey EXPONENTIAL_MULTIPLIER =
            of("restart-strategy.exponential-delay.backoff-multiplier");
    public static final FlinkKey EXPONENTIAL_RESET_THRESHOLD =
            of("restart-strategy.exponential-delay.reset-backoff-threshold");
    public static final FlinkKey EXPONENTIAL_JITTER =
            of("restart-strategy.exponential-delay.jitter-factor");
    public static final FlinkKey EXPONENTIAL_ATTEMPTS =
            of("restart-strategy.exponential-delay.attempts-before-reset-backoff");
    public static final FlinkKey HEARTBEAT_INTERVAL = of("heartbeat.interval");
    public static final FlinkKey HEARTBEAT_TIMEOUT = of("heartbeat.timeout");

    // S3: Flink's plugins take s3.* and the names of the library below them.
    public static final FlinkKey S3_ENDPOINT =
            of("s3.endpoint", "presto.s3.endpoint", "s3a.endpoint", "fs.s3a.endpoint");
    public static final FlinkKey S3_PATH_STYLE =
            of(
                    "s3.path-style-access",
                    "s3.path.style.access",
                    "presto.s3.path-style-access",
                    "presto.s3.path.style.access",
                    "s3a.path.style.access",
                    "fs.s3a.path.style.access");
    public static final FlinkKey S3_ACCESS_KEY =
            of(
                    "s3.access-key",
                    "s3.access.key",
                    "presto.s3.access-key",
                    "presto.s3.access.key",
                    "s3a.access.key",
                    "fs.s3a.access.key");
    public static final FlinkKey S3_SECRET_KEY =
            of(
                    "s3.secret-key",
                    "s3.secret.key",
                    "presto.s3.secret-key",
                    "presto.s3.secret.key",
                    "s3a.secret.key",
                    "fs.s3a.secret.key");
    public static final FlinkKey SECRET_ENVIRONMENT = of("kubernetes.env.secretKeyRef");

    // Parallelism and what changes it.
    public static final FlinkKey DEFAULT_PARALLELISM = of("parallelism.default");
    public static final FlinkKey TASK_SLOTS = of("taskmanager.numberOfTaskSlots");
    public static final FlinkKey SCHEDULER = of("jobmanager.scheduler");
    public static final FlinkKey SCHEDULER_MODE = of("scheduler-mode");
    public static final FlinkKey PARALLELISM_OVERRIDES =
            of("pipeline.jobvertex-parallelism-overrides");
    public static final FlinkKey AUTOSCALER =
            of("job.autoscaler.enabled", "kubernetes.operator.job.autoscaler.enabled");
    public static final FlinkKey AUTOSCALER_SCALING =
            of(
                    "job.autoscaler.scaling.enabled",
                    "kubernetes.operator.job.autoscaler.scaling.enabled");
    public static final FlinkKey IN_PLACE_SCALING =
            of("kubernetes.operator.job.upgrade.inplace-scaling.enabled");

    // Options of the upstream operator (1.10 to 1.15); it strips them before the job sees them.
    public static final FlinkKey SAVEPOINT_FORMAT = of("kubernetes.operator.savepoint.format.type");
    public static final FlinkKey LAST_STATE_FALLBACK =
            of("kubernetes.operator.job.upgrade.last-state-fallback.enabled");
    public static final FlinkKey LAST_STATE_MAX_CHECKPOINT_AGE =
            of("kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age");
    public static final FlinkKey LAST_STATE_CANCEL_JOB =
            of("kubernetes.operator.job.upgrade.last-state.job-cancel.enabled");
    public static final FlinkKey IGNORE_PENDING_SAVEPOINT =
            of("kubernetes.operator.job.upgrade.ignore-pending-savepoint");
    public static final FlinkKey ROLLBACK = of("kubernetes.operator.deployment.rollback.enabled");
    public static final FlinkKey SAVEPOINT_ON_DELETION =
            of("kubernetes.operator.job.savepoint-on-deletion");
    public static final FlinkKey DRAIN_ON_DELETION =
            of("kubernetes.operator.job.drain-on-savepoint-deletion");
    public static final FlinkKey JOB_MANAGER_RECOVERY =
            of(
                    "kubernetes.operator.jm-deployment-recovery.enabled",
                    "kubernetes.operator.reconciler.jm-deployment-recovery.enabled");
    public static final FlinkKey HEALTH_CHECK =
            of("kubernetes.operator.cluster.health-check.enabled");
    public static final FlinkKey HEALTH_CHECK_CHECKPOINT_PROGRESS =
            of("kubernetes.operator.cluster.health-check.checkpoint-progress.enabled");
    public static final FlinkKey RESTART_FAILED_JOB = of("kubernetes.operator.job.restart.failed");
    public static final FlinkKey PERIODIC_SAVEPOINT_INTERVAL =
            of("kubernetes.operator.periodic.savepoint.interval");
    public static final FlinkKey SAVEPOINT_CLEANUP =
            of("kubernetes.operator.savepoint.cleanup.enabled");
    public static final FlinkKey SAVEPOINT_DISPOSE_ON_DELETE =
            of("kubernetes.operator.savepoint.dispose-on-delete");

    /** Copies the names. */
    public FlinkKey {
        names = List.copyOf(names);
    }

    private static FlinkKey of(String... names) {
        return known(new FlinkKey(List.of(names), FlinkVersion.V1_13, names[0]));
    }

    private static FlinkKey renamedIn117(String name, String before) {
        return known(new FlinkKey(List.of(name, before), FlinkVersion.V1_17, before));
    }

    private static FlinkKey renamedIn120(String... names) {
        return known(new FlinkKey(List.of(names), FlinkVersion.V1_20, names[1]));
    }

    private static FlinkKey known(FlinkKey option) {
        option.names.forEach(name -> BY_NAME.put(name, option));
        return option;
    }

    /** The option that has or had this name; empty for an option that is not listed here. */
    public static Optional<FlinkKey> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The name to write today. */
    public String name() {
        return names.get(0);
    }

    /**
     * The name that a Flink version understands. A version that could not be read is taken for a
     * new one.
     */
    public String nameFor(FlinkVersion version) {
        return version.isKnown() && version.compareTo(since) < 0 ? nameBefore : name();
    }

    /** Whether the job gets to see a flat key; upstream keeps its own and its autoscaler's. */
    public static boolean reachesJob(String key) {
        return !key.startsWith("kubernetes.operator.") && !key.startsWith("job.autoscaler.");
    }

    /** Whether the current name exists in a Flink version. */
    public boolean isCurrentIn(FlinkVersion version) {
        return nameFor(version).equals(name());
    }

    /**
     * Pairs of keys one of which is the other's prefix up to a dot, the shorter one first. Flink
     * 2.x writes its configuration as nested YAML: a key cannot be a value and an object there, the
     * JobManager does not start or one of the two is lost.
     *
     * @param keys flat keys, those of {@link #reachesJob} only
     */
    public static List<String[]> prefixClashes(Set<String> keys) {
        List<String[]> clashes = new ArrayList<>();
        for (String key : new TreeSet<>(keys)) {
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                String prefix = key.substring(0, dot);
                if (keys.contains(prefix)) {
                    clashes.add(new String[] {prefix, key});
                }
            }
        }
        return clashes;
    }
}
