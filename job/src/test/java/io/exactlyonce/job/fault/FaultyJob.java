package io.exactlyonce.job.fault;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.kafka.InputSchema;
import io.exactlyonce.job.kafka.OutputSchema;
import io.exactlyonce.job.lane.LaneStamper;
import io.exactlyonce.job.pipeline.DeadLetters;
import io.exactlyonce.job.pipeline.PipelineContext;
import io.exactlyonce.job.pipeline.Pipelines;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The runnable job with faults built in: after its pipeline, and around the commits of its sink.
 *
 * @param fault name under which the fault is armed
 * @param sinkOf makes the sink
 */
record FaultyJob(String fault, Function<ExactlyOnce, Sink<OutputRecord>> sinkOf)
        implements TestJob.Topology {
    FaultyJob(String fault) {
        this(fault, exactlyOnce -> exactlyOnce.sink("out", new OutputSchema()));
    }

    @Override
    public void build(StreamExecutionEnvironment environment) {
        ExactlyOnce exactlyOnce = ExactlyOnce.of(environment);
        ExactlyOnceConfig config = exactlyOnce.config();
        DataStream<InputRecord> input =
                environment
                        .fromSource(
                                exactlyOnce.source(new InputSchema()),
                                WatermarkStrategy.noWatermarks(),
                                "source")
                        .uid("source");
        PipelineContext context =
                new PipelineContext(
                        config.pipeline(),
                        Objects.requireNonNull(config.sink().topic()),
                        new DeadLetters(
                                Objects.requireNonNull(config.sink().deadLetterTopic()),
                                config.sink().maxRecordSize(),
                                config.sink().maxTimestampAhead()));
        exactlyOnce.writesTo(List.of(context.topic(), context.deadLetters().topic()));
        DataStream<OutputRecord> output =
                Objects.requireNonNull(Pipelines.byName().get(config.pipeline().name()))
                        .build(input, context);
        output.map(new FaultPoint(fault))
                .returns(OutputRecord.class)
                .uid("fault")
                .map(new LaneStamper())
                .returns(OutputRecord.class)
                .uid("stamp-out")
                .sinkTo(FaultySink.around(sinkOf.apply(exactlyOnce), fault))
                .uid("sink-out");
        exactlyOnce.check();
    }
}
