package io.exactlyonce.operator.plan.evidence;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a job's checkpoints went, from {@code /jobs/:id/checkpoints}. Nothing is decided by it.
 *
 * @param completed {@code counts.completed} since the JobManager started
 * @param failed {@code counts.failed} since the JobManager started
 * @param newest of the newest completed one; null if there is none
 */
public record CheckpointStatistics(long completed, long failed, @Nullable Newest newest) {
    /** Nothing was told. */
    public static final CheckpointStatistics NONE = new CheckpointStatistics(0, 0, null);

    /**
     * The newest completed checkpoint.
     *
     * @param duration {@code end_to_end_duration}
     * @param stateBytes {@code state_size}: all of the state, whoever wrote it
     * @param writtenBytes {@code checkpointed_size}: what this checkpoint wrote; the same as {@code
     *     stateBytes} where it is not incremental
     */
    public record Newest(Duration duration, long stateBytes, long writtenBytes) {}

    public Optional<Newest> newestIfAny() {
        return Optional.ofNullable(newest);
    }
}
