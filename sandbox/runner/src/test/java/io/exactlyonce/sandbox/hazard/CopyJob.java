package io.exactlyonce.sandbox.hazard;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.harness.TestJob;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A team's own job: it copies one topic to another, with our library's sink or the stock one. */
enum CopyJob implements TestJob.Topology {
    /** With the library, its check at start and its committer. */
    OURS,
    /** With the connector's sink under the same settings. */
    STOCK;

    @Override
    public void build(StreamExecutionEnvironment environment) {
        ExactlyOnce exactlyOnce = ExactlyOnce.of(environment);
        ExactlyOnceConfig config = exactlyOnce.config();
        exactlyOnce.writesTo(List.of(topic(config)));
        environment
                .fromSource(
                        exactlyOnce.source(
                                KafkaRecordDeserializationSchema.valueOnly(
                                        new SimpleStringSchema())),
                        WatermarkStrategy.noWatermarks(),
                        "source")
                .uid("source")
                .map(new Gate(config.sink().prefix()))
                .returns(Types.STRING)
                .uid("gate")
                .sinkTo(this == OURS ? exactlyOnce.sink("out", schema(config)) : stock(config))
                .uid("sink");
        if (this == OURS) {
            exactlyOnce.check();
        }
    }

    private static Sink<String> stock(ExactlyOnceConfig config) {
        return KafkaSink.<String>builder()
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(config.sink().prefix() + "out.")
                .setProperty(
                        "transaction.timeout.ms",
                        String.valueOf(config.sink().transactionTimeout().toMillis()))
                .setRecordSerializer(schema(config))
                .build();
    }

    private static KafkaRecordSerializationSchema<String> schema(ExactlyOnceConfig config) {
        return KafkaRecordSerializationSchema.<String>builder()
                .setTopic(topic(config))
                .setValueSerializationSchema(new SimpleStringSchema())
                .build();
    }

    private static String topic(ExactlyOnceConfig config) {
        return Objects.requireNonNull(config.sink().topic());
    }
}
