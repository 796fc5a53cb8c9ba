package io.exactlyonce.sandbox.hazard;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * A team's own job: it copies one topic to another.
 *
 * @param ours whether its source and sink are the library's, with its check at start and its
 *     committer; otherwise they are the connector's, the sink under the same settings
 * @param sinkUid of the sink
 * @param prefix of transactional ids, whole and as it is; null for the revision's
 * @param timeout of transactions; null for the configured one
 */
record CopyJob(boolean ours, String sinkUid, @Nullable String prefix, @Nullable Duration timeout)
        implements TestJob.Topology {
    /** With the library. */
    static final CopyJob OURS = new CopyJob(true, "sink", null, null);

    /** With the connector alone. */
    static final CopyJob STOCK = new CopyJob(false, "sink", null, null);

    /** The same with another uid of its sink: to Flink that is another sink. */
    CopyJob withSinkUid(String uid) {
        return new CopyJob(ours, uid, prefix, timeout);
    }

    /** The same with a prefix that somebody chose. */
    CopyJob withPrefix(String chosen) {
        return new CopyJob(ours, sinkUid, chosen, timeout);
    }

    /** The same with a transaction timeout of its own. */
    CopyJob withTimeout(Duration own) {
        return new CopyJob(ours, sinkUid, prefix, own);
    }

    @Override
    public void build(StreamExecutionEnvironment environment) {
        ExactlyOnce exactlyOnce = ExactlyOnce.of(environment);
        ExactlyOnceConfig config = exactlyOnce.config();
        exactlyOnce.writesTo(List.of(topic(config)));
        environment
                .fromSource(
                        ours ? exactlyOnce.source(text()) : stockSource(config),
                        WatermarkStrategy.noWatermarks(),
                        "source")
                .uid("source")
                .map(new Gate(config.sink().prefix()))
                .returns(Types.STRING)
                .uid("gate")
                .sinkTo(ours ? exactlyOnce.sink("out", schema(config)) : stockSink(config))
                .uid(sinkUid);
        if (ours) {
            exactlyOnce.check();
        }
    }

    /** Isolation and all else at the connector's defaults. */
    private static KafkaSource<String> stockSource(ExactlyOnceConfig config) {
        return KafkaSource.<String>builder()
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setTopics(config.source().topics())
                .setGroupId(config.source().groupId())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(text())
                .build();
    }

    private Sink<String> stockSink(ExactlyOnceConfig config) {
        return KafkaSink.<String>builder()
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(prefix == null ? config.sink().prefix() + "out." : prefix)
                .setTransactionNamingStrategy(
                        TransactionNamingStrategy.valueOf(config.sink().naming().name()))
                .setProperty(
                        "transaction.timeout.ms",
                        String.valueOf(
                                Objects.requireNonNullElse(
                                                timeout, config.sink().transactionTimeout())
                                        .toMillis()))
                .setRecordSerializer(schema(config))
                .build();
    }

    private static KafkaRecordDeserializationSchema<String> text() {
        return KafkaRecordDeserializationSchema.valueOnly(new SimpleStringSchema());
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
