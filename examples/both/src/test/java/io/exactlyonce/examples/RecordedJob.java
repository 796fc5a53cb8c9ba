package io.exactlyonce.examples;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job whose snapshots are recorded: slow, with keyed state, and the sinks that are wanted. */
final class RecordedJob {
    private final StreamExecutionEnvironment environment;
    private final String bootstrapServers;
    private final String name;

    RecordedJob(StreamExecutionEnvironment environment, String bootstrapServers, String name) {
        this.name = name;
        this.environment = environment;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Numbers, counted by key.
     *
     * @param pause for each, in milliseconds; above 2 the queues before the count fill up
     */
    DataStream<String> numbers(String name, long last, int pause) {
        return environment
                .fromSource(
                        new NumberSequenceSource(0, last), WatermarkStrategy.noWatermarks(), name)
                .uid(name)
                .map(number -> paused(number, 2))
                .uid(name + "-pace")
                .keyBy(number -> number % 5)
                .map(new Count(pause))
                .uid(name + "-count");
    }

    void toKafka(DataStream<String> numbers, String sink) {
        numbers.rebalance()
                .sinkTo(sink(bootstrapServers, "eo1.shop." + name + ".aaaaaaaa.r000001." + sink + "."))
                .name(sink)
                .uid("sink-" + sink);
    }

    void toFiles(DataStream<String> numbers, String folder) {
        numbers.rebalance()
                .sinkTo(
                        FileSink.<String>forRowFormat(new Path(folder), new SimpleStringEncoder<>())
                                .build())
                .name("files")
                .uid("sink-files");
    }

    static KafkaSink<String> sink(String bootstrapServers, String prefix) {
        return KafkaSink.<String>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(prefix)
                .setProperty("transaction.timeout.ms", "900000")
                .setRecordSerializer(
                        KafkaRecordSerializationSchema.<String>builder()
                                .setTopic("results")
                                .setValueSerializationSchema(new SimpleStringSchema())
                                .build())
                .build();
    }

    private static Long paused(Long number, int milliseconds) throws InterruptedException {
        Thread.sleep(milliseconds);
        return number;
    }

    private static final class Count extends RichMapFunction<Long, String> {
        private static final long serialVersionUID = 1L;

        private final int pause;
        private transient ValueState<Long> count;

        Count(int pause) {
            this.pause = pause;
        }

        @Override
        public void open(OpenContext context) {
            count =
                    getRuntimeContext()
                            .getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public String map(Long number) throws Exception {
            Long before = paused(count.value(), pause);
            count.update(before == null ? 1 : before + 1);
            return number + " is number " + count.value();
        }
    }
}
