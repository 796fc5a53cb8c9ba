package io.exactlyonce.job.check;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The part of Flink's checkpointing that the guarantee rests on, as it is in effect.
 *
 * @param enabled false when no interval is set
 * @param exactlyOnce false for AT_LEAST_ONCE
 * @param afterTasksFinish whether checkpoints go on when a task has finished
 * @param storage {@code execution.checkpointing.storage}; null when Flink decides by the directory
 * @param directory {@code execution.checkpointing.dir}; null when absent
 */
public record CheckpointSettings(
        boolean enabled,
        boolean exactlyOnce,
        Duration interval,
        Duration timeout,
        Duration minPause,
        int tolerableFailures,
        boolean afterTasksFinish,
        @Nullable String storage,
        @Nullable String directory) {

    /** Reads what the environment would run with now. */
    public static CheckpointSettings of(StreamExecutionEnvironment environment) {
        CheckpointConfig checkpoints = environment.getCheckpointConfig();
        ReadableConfig flink = environment.getConfiguration();
        boolean enabled = checkpoints.isCheckpointingEnabled();
        return new CheckpointSettings(
                enabled,
                checkpoints.getCheckpointingConsistencyMode() == CheckpointingMode.EXACTLY_ONCE,
                Duration.ofMillis(enabled ? checkpoints.getCheckpointInterval() : 0),
                Duration.ofMillis(checkpoints.getCheckpointTimeout()),
                Duration.ofMillis(checkpoints.getMinPauseBetweenCheckpoints()),
                Math.max(0, checkpoints.getTolerableCheckpointFailureNumber()),
                flink.get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH),
                flink.getOptional(CheckpointingOptions.CHECKPOINT_STORAGE).orElse(null),
                flink.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).orElse(null));
    }

    /** The lower bound of the transaction timeout under these settings. */
    public TransactionTimeoutFormula formula(
            int plainSavepoints, Duration maxOutage, Duration slack) {
        return new TransactionTimeoutFormula(
                interval, timeout, minPause, tolerableFailures, plainSavepoints, maxOutage, slack);
    }
}
