package io.exactlyonce.job.kafka;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A schema that also tells which topics it writes. With POOLING the connector insists: after a
 * failure it looks for transactions to abort in these topics, and nowhere else.
 */
public final class KnownTopicsSchema<T>
        implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    private final KafkaRecordSerializationSchema<T> schema;
    private final List<String> topics;

    /**
     * @param topics when empty, the schema speaks for itself, if it can
     */
    public KnownTopicsSchema(KafkaRecordSerializationSchema<T> schema, Set<String> topics) {
        this.schema = schema;
        this.topics = topics.stream().sorted().toList();
    }

    /** Whether the topics are known. */
    public boolean complete() {
        return getKafkaDatasetFacet().isPresent();
    }

    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        if (!topics.isEmpty()) {
            return Optional.of(
                    new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(topics)));
        }
        return schema instanceof KafkaDatasetFacetProvider provider
                ? provider.getKafkaDatasetFacet()
                : Optional.empty();
    }

    @Override
    public void open(
            SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
            throws Exception {
        schema.open(context, sinkContext);
    }

    @Override
    public @Nullable ProducerRecord<byte[], byte[]> serialize(
            T element, KafkaSinkContext context, @Nullable Long timestamp) {
        return schema.serialize(element, context, timestamp);
    }
}
