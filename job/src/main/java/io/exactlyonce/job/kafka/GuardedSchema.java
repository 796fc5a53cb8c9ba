package io.exactlyonce.job.kafka;

import io.exactlyonce.job.check.StartGuard;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A schema that opens only for a job with which nothing is known to be wrong. */
public final class GuardedSchema<T>
        implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    private final KnownTopicsSchema<T> schema;
    private final StartGuard guard;

    public GuardedSchema(KnownTopicsSchema<T> schema, StartGuard guard) {
        this.schema = schema;
        this.guard = guard;
    }

    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return schema.getKafkaDatasetFacet();
    }

    @Override
    public void open(
            SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
            throws Exception {
        guard.pass();
        schema.open(context, sinkContext);
    }

    @Override
    public @Nullable ProducerRecord<byte[], byte[]> serialize(
            T element, KafkaSinkContext context, @Nullable Long timestamp) {
        return schema.serialize(element, context, timestamp);
    }
}
