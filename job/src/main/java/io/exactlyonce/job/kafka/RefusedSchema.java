package io.exactlyonce.job.kafka;

import io.exactlyonce.job.config.StartRefusedException;
import io.exactlyonce.job.config.Violation;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the schema of a sink whose configuration was already known to be wrong: a job that
 * goes past the check at start fails here, before its first record.
 */
public final class RefusedSchema<T> implements KafkaRecordSerializationSchema<T> {
    private final KafkaRecordSerializationSchema<T> schema;
    private final List<Violation> violations;

    public RefusedSchema(KafkaRecordSerializationSchema<T> schema, List<Violation> violations) {
        this.schema = schema;
        this.violations = List.copyOf(violations);
    }

    @Override
    public void open(
            SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
        throw new StartRefusedException(violations);
    }

    @Override
    public @Nullable ProducerRecord<byte[], byte[]> serialize(
            T element, KafkaSinkContext context, @Nullable Long timestamp) {
        return schema.serialize(element, context, timestamp);
    }
}
