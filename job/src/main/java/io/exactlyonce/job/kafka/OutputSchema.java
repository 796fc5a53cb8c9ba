package io.exactlyonce.job.kafka;

import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.RecordHeader;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Writes a record as it is, to the topic that it names. */
public final class OutputSchema implements KafkaRecordSerializationSchema<OutputRecord> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutputRecord output, KafkaSinkContext context, @Nullable Long timestamp) {
        List<Header> headers = new ArrayList<>(output.headers().size());
        for (RecordHeader header : output.headers()) {
            headers.add(
                    new org.apache.kafka.common.header.internals.RecordHeader(
                            header.name(), header.value()));
        }
        Long time = output.timestamp() < 0 ? null : output.timestamp();
        return new ProducerRecord<>(
                output.topic(), null, time, output.key(), output.value(), headers);
    }
}
