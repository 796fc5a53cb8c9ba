package io.exactlyonce.job.pipeline;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.Violation;
import io.exactlyonce.job.record.Fields;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.PoisonException;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * {@code dedupe}: the first record of every event id, for as long as an id is remembered. A record
 * without an id cannot be a repeat of anything: it passes.
 */
public final class DedupePipeline implements Pipeline {
    private static final OutputTag<OutputRecord> DEAD =
            new OutputTag<>("dead", TypeInformation.of(OutputRecord.class));

    @Override
    public String name() {
        return "dedupe";
    }

    @Override
    public List<Violation> violations(ExactlyOnceConfig.Pipeline config) {
        if (config.dedupe().idField() != null) {
            return Pipelines.needsFields(config);
        }
        return config.dedupe().idHeader() != null
                ? List.of()
                : List.of(
                        Pipelines.missing(
                                ExactlyOnceOptions.DEDUPE_ID_HEADER.key()
                                        + " or "
                                        + ExactlyOnceOptions.DEDUPE_ID_FIELD.key(),
                                "dedupe cannot tell which records are the same event"));
    }

    @Override
    public DataStream<OutputRecord> build(DataStream<InputRecord> input, PipelineContext context) {
        SingleOutputStreamOperator<Event> events =
                input.process(new Identify(context))
                        .returns(Event.class)
                        .uid("identify")
                        .name("identify");
        return events.keyBy(Event::key, Types.STRING)
                .process(new FirstOnly(context))
                .returns(OutputRecord.class)
                .uid("dedupe")
                .name("dedupe")
                .union(events.getSideOutput(DEAD));
    }

    /**
     * @param key the id, or for a record without one the place where it was read
     */
    public record Event(String key, boolean identified, InputRecord input) {}

    private static final class Identify extends ProcessFunction<InputRecord, Event> {
        private final PipelineContext context;

        Identify(PipelineContext context) {
            this.context = context;
        }

        @Override
        public void processElement(
                InputRecord input,
                ProcessFunction<InputRecord, Event>.Context flink,
                Collector<Event> out) {
            try {
                String id = id(input);
                out.collect(new Event(id != null ? id : input.origin(), id != null, input));
            } catch (PoisonException e) {
                flink.output(DEAD, context.deadLetters().of(input, e.reason()));
            }
        }

        private @Nullable String id(InputRecord input) throws PoisonException {
            ExactlyOnceConfig.Dedupe dedupe = context.config().dedupe();
            if (dedupe.idHeader() != null) {
                String id = input.header(dedupe.idHeader());
                if (id != null && !id.isEmpty()) {
                    return "header " + id;
                }
            }
            if (dedupe.idField() == null) {
                return null;
            }
            Fields fields = context.recordFormat().parse(input.value());
            return fields.isId(dedupe.idField()) ? "field " + fields.key(dedupe.idField()) : null;
        }
    }

    static final class FirstOnly extends KeyedProcessFunction<String, Event, OutputRecord> {
        private final PipelineContext context;
        private transient @Nullable ValueState<Boolean> seen;

        FirstOnly(PipelineContext context) {
            this.context = context;
        }

        @Override
        public void open(OpenContext open) {
            Duration ttl = context.config().dedupe().ttl();
            ValueStateDescriptor<Boolean> descriptor =
                    new ValueStateDescriptor<>("seen", Types.BOOLEAN);
            descriptor.enableTimeToLive(
                    StateTtlConfig.newBuilder(ttl)
                            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
                            .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
                            .cleanupInRocksdbCompactFilter(1000)
                            .build());
            seen = getRuntimeContext().getState(descriptor);
        }

        @Override
        public void processElement(
                Event event,
                KeyedProcessFunction<String, Event, OutputRecord>.Context flink,
                Collector<OutputRecord> out)
                throws Exception {
            ValueState<Boolean> memory = event.identified() ? seen : null;
            if (memory != null && memory.value() != null) {
                return;
            }
            InputRecord input = event.input();
            OutputRecord output =
                    new OutputRecord(
                            context.topic(),
                            input.timestamp(),
                            input.key(),
                            input.value(),
                            DeadLetters.withoutOurs(input.headers()));
            OutputRecord sent = context.deadLetters().fitting(output, input);
            if (memory != null && sent.topic().equals(context.topic())) {
                // Not for a dead letter: the event is yet to come, as a record that fits.
                memory.update(true);
            }
            out.collect(sent);
        }
    }
}
