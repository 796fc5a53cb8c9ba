package io.exactlyonce.job.pipeline;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.Violation;
import io.exactlyonce.job.lane.LaneHeaders;
import io.exactlyonce.job.record.Fields;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.PoisonException;
import io.exactlyonce.job.record.RecordHeader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
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
 * {@code totals}: for every record the running count, sum and maximum of its key, as JSON {@code
 * {"key":…,"count":…,"sum":…,"max":…}} under the key as JSON text. Numbers are exact decimals, so
 * the result does not depend on the order of records. Sum and maximum are null until a value was
 * seen.
 */
public final class TotalsPipeline implements Pipeline {
    private static final OutputTag<OutputRecord> DEAD =
            new OutputTag<>("dead", TypeInformation.of(OutputRecord.class));
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    @Override
    public String name() {
        return "totals";
    }

    @Override
    public List<Violation> violations(ExactlyOnceConfig.Pipeline config) {
        List<Violation> found = new ArrayList<>(Pipelines.needsFields(config));
        if (config.keyField() == null) {
            found.add(
                    Pipelines.missing(
                            ExactlyOnceOptions.PIPELINE_KEY_FIELD.key(),
                            "totals does not know what to group by"));
        }
        return found;
    }

    @Override
    public DataStream<OutputRecord> build(DataStream<InputRecord> input, PipelineContext context) {
        SingleOutputStreamOperator<Sample> samples =
                input.process(new Parse(context)).returns(Sample.class).uid("parse").name("parse");
        return samples.keyBy(Sample::key, Types.STRING)
                .process(new Total(context))
                .returns(OutputRecord.class)
                .uid("totals")
                .name("totals")
                .union(samples.getSideOutput(DEAD));
    }

    /**
     * @param key JSON text
     */
    public record Sample(String key, @Nullable BigDecimal value, InputRecord input) {}

    /**
     * A running total.
     *
     * @param sum null until a value was seen; so is max
     */
    public record Totals(long count, @Nullable BigDecimal sum, @Nullable BigDecimal max) {
        static final Totals NONE = new Totals(0, null, null);

        /** The total with one more record, with or without a value. */
        Totals plus(@Nullable BigDecimal value) {
            if (value == null) {
                return new Totals(count + 1, sum, max);
            }
            return new Totals(
                    count + 1,
                    sum == null ? value : sum.add(value),
                    max == null ? value : max.max(value));
        }
    }

    private static final class Parse extends ProcessFunction<InputRecord, Sample> {
        private final PipelineContext context;

        Parse(PipelineContext context) {
            this.context = context;
        }

        @Override
        public void processElement(
                InputRecord input,
                ProcessFunction<InputRecord, Sample>.Context flink,
                Collector<Sample> out) {
            try {
                Fields fields = context.recordFormat().parse(input.value());
                String keyField = String.valueOf(context.config().keyField());
                String valueField = context.config().valueField();
                BigDecimal value =
                        valueField == null
                                ? fields.firstNumber(keyField)
                                : fields.number(valueField);
                out.collect(new Sample(fields.key(keyField), value, input));
            } catch (PoisonException e) {
                flink.output(DEAD, context.deadLetters().of(input, e.reason()));
            }
        }
    }

    static final class Total extends KeyedProcessFunction<String, Sample, OutputRecord> {
        private final PipelineContext context;
        private transient @Nullable ValueState<Totals> state;

        Total(PipelineContext context) {
            this.context = context;
        }

        @Override
        public void open(OpenContext open) {
            state =
                    getRuntimeContext()
                            .getState(new ValueStateDescriptor<>("totals", Totals.class));
        }

        @Override
        public void processElement(
                Sample sample,
                KeyedProcessFunction<String, Sample, OutputRecord>.Context flink,
                Collector<OutputRecord> out)
                throws Exception {
            ValueState<Totals> totals = java.util.Objects.requireNonNull(state);
            Totals before = totals.value();
            Totals after = (before == null ? Totals.NONE : before).plus(sample.value());
            InputRecord input = sample.input();
            OutputRecord output =
                    new OutputRecord(
                            context.topic(),
                            input.timestamp(),
                            sample.key().getBytes(StandardCharsets.UTF_8),
                            json(sample.key(), after),
                            List.of(RecordHeader.of(LaneHeaders.ORIGIN, input.origin())));
            OutputRecord sent = context.deadLetters().fitting(output, input);
            if (sent.topic().equals(context.topic())) {
                // Not for a dead letter: no reader could tell what the next total holds.
                totals.update(after);
            }
            out.collect(sent);
        }

        private static byte[] json(String key, Totals totals) throws Exception {
            ObjectNode object = JSON.createObjectNode();
            object.putRawValue("key", new RawValue(key));
            object.put("count", totals.count());
            object.put("sum", plain(totals.sum()));
            object.put("max", plain(totals.max()));
            return JSON.writeValueAsBytes(object);
        }

        private static @Nullable BigDecimal plain(@Nullable BigDecimal number) {
            return number == null ? null : number.stripTrailingZeros();
        }
    }
}
