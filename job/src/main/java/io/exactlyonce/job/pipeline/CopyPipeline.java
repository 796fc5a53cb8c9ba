package io.exactlyonce.job.pipeline;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ValueFormat;
import io.exactlyonce.job.config.Violation;
import io.exactlyonce.job.lane.LaneHeaders;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.PoisonException;
import io.exactlyonce.job.record.RecordHeader;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * {@code copy}: every record once, as it came: key, value, timestamp and headers. With a format
 * other than raw it also sorts out what does not parse.
 */
public final class CopyPipeline implements Pipeline {
    @Override
    public String name() {
        return "copy";
    }

    @Override
    public List<Violation> violations(ExactlyOnceConfig.Pipeline config) {
        return List.of();
    }

    @Override
    public DataStream<OutputRecord> build(DataStream<InputRecord> input, PipelineContext context) {
        return input.map(record -> copy(record, context))
                .returns(OutputRecord.class)
                .uid("copy")
                .name("copy");
    }

    private static OutputRecord copy(InputRecord input, PipelineContext context) {
        if (context.config().format() != ValueFormat.RAW) {
            try {
                context.recordFormat().parse(input.value());
            } catch (PoisonException e) {
                return context.deadLetters().of(input, e.reason());
            }
        }
        return context.deadLetters().fitting(copy(input, context.topic()), input);
    }

    private static OutputRecord copy(InputRecord input, String topic) {
        List<RecordHeader> headers = new ArrayList<>(DeadLetters.withoutOurs(input.headers()));
        headers.add(RecordHeader.of(LaneHeaders.ORIGIN, input.origin()));
        return new OutputRecord(topic, input.timestamp(), input.key(), input.value(), headers);
    }
}
