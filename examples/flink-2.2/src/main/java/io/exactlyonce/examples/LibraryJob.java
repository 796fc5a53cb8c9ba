package io.exactlyonce.examples;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.kafka.InputSchema;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** With the library: counts the orders of every customer, and lists the customers who came. */
public final class LibraryJob {
    private LibraryJob() {}

    public static void main(String[] args) throws Exception {
        define(StreamExecutionEnvironment.getExecutionEnvironment()).execute("order-counts");
    }

    static ExactlyOnce define(StreamExecutionEnvironment environment) {
        ExactlyOnce exactlyOnce = ExactlyOnce.of(environment).writesTo(List.of("counts", "visits"));
        DataStream<InputRecord> orders =
                environment
                        .fromSource(
                                exactlyOnce.source(List.of("orders"), new InputSchema()),
                                WatermarkStrategy.noWatermarks(),
                                "orders")
                        .uid("orders");

        // The first sink, with lanes: every record is numbered, and `audit` can prove the topic.
        exactlyOnce.write(
                orders.keyBy(LibraryJob::customer).map(new CountOrders()).uid("count"), "counts");

        // A second sink, for records of any type: another name, hence another transactional id.
        orders.map(LibraryJob::customer)
                .uid("customer")
                .sinkTo(
                        exactlyOnce.sink(
                                "visits",
                                KafkaRecordSerializationSchema.<String>builder()
                                        .setTopic("visits")
                                        .setValueSerializationSchema(new SimpleStringSchema())
                                        .build()))
                .uid("sink-visits");
        return exactlyOnce;
    }

    private static String customer(InputRecord order) {
        byte[] key = order.key();
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** Its count lives in the same checkpoint as the transaction that writes it. */
    static final class CountOrders extends RichMapFunction<InputRecord, OutputRecord> {
        private transient ValueState<Long> count;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Long.class));
        }

        @Override
        public OutputRecord map(InputRecord order) throws Exception {
            Long before = count.value();
            long now = before == null ? 1 : before + 1;
            count.update(now);
            byte[] text = Long.toString(now).getBytes(StandardCharsets.UTF_8);
            return new OutputRecord("counts", order.timestamp(), order.key(), text, List.of());
        }
    }
}
