package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a running JobManager says of itself over REST. It is evidence, where the FlinkDeployment is
 * only intent: its configuration is the one the job was really started with.
 *
 * @param configuration {@code /jobmanager/config}, of it {@code exactly-once.*} at least
 * @param jobId of the one job, {@code /jobs/overview}; empty text if there is none
 * @param jobState of that job, {@code RUNNING}, {@code RESTARTING}, …; empty text if there is none
 * @param parallelism greatest of its vertices, {@code /jobs/:id}; 0 if unknown
 * @param checkpointing {@code /jobs/:id/checkpoints/config}; null if unknown
 * @param checkpoints {@code /jobs/:id/checkpoints}
 */
public record FlinkObservation(
        Map<String, String> configuration,
        String jobId,
        String jobState,
        int parallelism,
        @Nullable Checkpointing checkpointing,
        Checkpoints checkpoints) {

    /** Copies the map. */
    public FlinkObservation {
        configuration = Map.copyOf(configuration);
    }

    /**
     * What the job's checkpoints are really configured to.
     *
     * @param exactlyOnce {@code mode} is {@code exactly_once}
     * @param interval {@code interval}; Flink reports a huge one if periodic checkpoints are off
     * @param timeout {@code timeout}
     * @param minPause {@code min_pause}
     * @param concurrent {@code max_concurrent}
     */
    public record Checkpointing(
            boolean exactlyOnce,
            Duration interval,
            Duration timeout,
            Duration minPause,
            int concurrent) {}

    /**
     * Which snapshots the job has made and restored.
     *
     * @param answered whether the JobManager gave the statistics; nothing follows if it did not
     * @param latestCompleted {@code latest.completed}; null if none since the JobManager started
     * @param restored {@code latest.restored}; null if it started with empty state
     * @param statistics how they went
     */
    public record Checkpoints(
            boolean answered,
            @Nullable Snapshot latestCompleted,
            @Nullable Snapshot restored,
            CheckpointStatistics statistics) {
        /** The JobManager gave no statistics. */
        public static final Checkpoints UNKNOWN = new Checkpoints(false, null, null);

        /** Of which it is not known how they went. */
        public Checkpoints(
                boolean answered, @Nullable Snapshot latestCompleted, @Nullable Snapshot restored) {
            this(answered, latestCompleted, restored, CheckpointStatistics.NONE);
        }
    }

    public Optional<Snapshot> latestCompleted() {
        return Optional.ofNullable(checkpoints.latestCompleted());
    }

    public Optional<Snapshot> restored() {
        return Optional.ofNullable(checkpoints.restored());
    }

    public Optional<Checkpointing> settings() {
        return Optional.ofNullable(checkpointing);
    }

    /** {@code exactly-once.revision} of the configuration in effect; empty if it has none. */
    public Optional<Integer> revision() {
        return RevisionKeys.revision(configuration.getOrDefault(RevisionKeys.REVISION, ""));
    }

    /** Prefix of transactional ids in effect; empty text if there is none. */
    public String prefix() {
        return configuration.getOrDefault(RevisionKeys.PREFIX, "");
    }

    public boolean isRunning() {
        return jobState.equals("RUNNING");
    }
}
