package io.exactlyonce.job;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.StartRefusedException;
import io.exactlyonce.job.config.Violation;
import io.exactlyonce.job.kafka.InputSchema;
import io.exactlyonce.job.pipeline.DeadLetters;
import io.exactlyonce.job.pipeline.PipelineContext;
import io.exactlyonce.job.pipeline.Pipelines;
import io.exactlyonce.job.record.InputRecord;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The runnable job: source, the configured pipeline, sink. */
public final class JobMain {
    private JobMain() {}

    /** As {@link #run(StreamExecutionEnvironment)}, in the environment that Flink provides. */
    public static void run() throws Exception {
        run(StreamExecutionEnvironment.getExecutionEnvironment());
    }

    /**
     * Checks and runs the job that Flink's configuration describes.
     *
     * @throws StartRefusedException with everything that is wrong
     */
    public static void run(StreamExecutionEnvironment environment) throws Exception {
        ExactlyOnce exactlyOnce = build(environment);
        ExactlyOnceConfig config = exactlyOnce.config();
        exactlyOnce.execute(config.pipeline().name() + " " + config.source().groupId());
    }

    /** Builds the topology without checking or starting it. */
    public static ExactlyOnce build(StreamExecutionEnvironment environment) {
        ExactlyOnce exactlyOnce = ExactlyOnce.of(environment);
        ExactlyOnceConfig config = exactlyOnce.config();
        List<Violation> violations = Pipelines.violations(config);
        if (!violations.isEmpty()) {
            exactlyOnce.refuse(violations).check();
        }
        DataStream<InputRecord> input =
                environment
                        .fromSource(
                                exactlyOnce.source(new InputSchema()),
                                WatermarkStrategy.noWatermarks(),
                                "source")
                        .uid("source");
        DeadLetters deadLetters =
                new DeadLetters(
                        Objects.requireNonNull(config.sink().deadLetterTopic()),
                        config.sink().maxRecordSize(),
                        config.sink().maxTimestampAhead());
        PipelineContext context =
                new PipelineContext(
                        config.pipeline(),
                        Objects.requireNonNull(config.sink().topic()),
                        deadLetters);
        exactlyOnce.writesTo(List.of(context.topic(), deadLetters.topic()));
        exactlyOnce.write(
                Objects.requireNonNull(Pipelines.byName().get(config.pipeline().name()))
                        .build(input, context),
                "out");
        return exactlyOnce;
    }
}
