package io.exactlyonce.job.twophase;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that writes the numbers 0 … {@link #RECORDS}-1 through the sink under test, a few for each
 * checkpoint, so that it takes many checkpoints whatever the speed of the machine.
 *
 * @param output existing directory of the sink
 * @param checkpoints directory of the checkpoints and savepoints
 */
record FileSinkJob(Path output, Path checkpoints) {
    static final long RECORDS = 4_000;
    private static final int RECORDS_PER_CHECKPOINT = 100;

    /** Runs until it is killed; the test that starts it does that. */
    public static void main(String[] args) throws Exception {
        FileSinkJob job = new FileSinkJob(Path.of(args[0]), Path.of(args[1]));
        job.start(2, Optional.empty(), number -> number, job.sink()).getJobExecutionResult().get();
    }

    static FileSinkJob in(Path directory) throws Exception {
        return new FileSinkJob(
                Files.createDirectory(directory.resolve("output")),
                Files.createDirectory(directory.resolve("checkpoints")));
    }

    static Long[] everyRecordOnce() {
        return LongStream.range(0, RECORDS).boxed().toArray(Long[]::new);
    }

    TransactionalFileSink<Long> sink() {
        return new TransactionalFileSink<>(
                output, "numbers", new SimpleStringEncoder<>(StandardCharsets.UTF_8.name()));
    }

    JobClient start(
            int parallelism,
            Optional<String> snapshot,
            MapFunction<Long, Long> map,
            Sink<Long> sink)
            throws Exception {
        Configuration configuration = configuration();
        snapshot.ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        DataGeneratorSource<Long> numbers =
                new DataGeneratorSource<>(
                        index -> index,
                        RECORDS,
                        RateLimiterStrategy.perCheckpoint(RECORDS_PER_CHECKPOINT),
                        Types.LONG);
        environment
                .fromSource(numbers, WatermarkStrategy.noWatermarks(), "numbers")
                .uid("numbers")
                .map(map)
                .uid("fault")
                .sinkTo(sink)
                .uid("files");
        return environment.executeAsync("file sink");
    }

    private Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        return configuration;
    }
}
