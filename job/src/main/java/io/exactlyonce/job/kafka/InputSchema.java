package io.exactlyonce.job.kafka;

import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.RecordHeader;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Takes a record as it is: nothing in it can make this fail. */
public final class InputSchema implements KafkaRecordDeserializationSchema<InputRecord> {
    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> read, Collector<InputRecord> out) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header header : read.headers()) {
            headers.add(new RecordHeader(header.key(), header.value()));
        }
        out.collect(
                new InputRecord(
                        read.topic(),
                        read.partition(),
                        read.offset(),
                        read.timestamp(),
                        read.key(),
                        read.value(),
                        headers));
    }

    @Override
    public TypeInformation<InputRecord> getProducedType() {
        return TypeInformation.of(InputRecord.class);
    }
}
