package io.exactlyonce.examples;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A line of text that remembers where it came from, which {@code audit --against} reads.
 *
 * @param origin {@code topic/partition/offset} of the input record
 */
public record Order(String origin, String text) {
    /** Reads values as text; an absent one is empty text. */
    static final class Reader implements KafkaRecordDeserializationSchema<Order> {
        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> read, Collector<Order> out) {
            byte[] value = read.value() == null ? new byte[0] : read.value();
            out.collect(
                    new Order(
                            read.topic() + "/" + read.partition() + "/" + read.offset(),
                            new String(value, StandardCharsets.UTF_8)));
        }

        @Override
        public TypeInformation<Order> getProducedType() {
            return TypeInformation.of(Order.class);
        }
    }

    /** Writes the text, with its origin in a header. Only for one record out per record in. */
    record Writer(String topic) implements KafkaRecordSerializationSchema<Order> {
        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Order order, KafkaSinkContext context, @Nullable Long timestamp) {
            ProducerRecord<byte[], byte[]> written =
                    new ProducerRecord<>(topic, order.text().getBytes(StandardCharsets.UTF_8));
            written.headers().add("eo-origin", order.origin().getBytes(StandardCharsets.UTF_8));
            return written;
        }
    }
}
