package io.exactlyonce.job.fault;

import io.exactlyonce.job.lane.LaneHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a record says, without where it lies and in which lane. Bytes are shown as Latin-1, which
 * maps every byte to one character: equal text is equal bytes.
 *
 * @param headers {@code name=value} in order, without the lane's
 */
record Output(String topic, @Nullable String key, @Nullable String value, List<String> headers) {

    static Output of(ConsumerRecord<byte[], byte[]> record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            if (!header.key().equals(LaneHeaders.LANE)
                    && !header.key().equals(LaneHeaders.SEQUENCE)) {
                headers.add(header(header.key(), text(header.value())));
            }
        }
        return new Output(record.topic(), text(record.key()), text(record.value()), headers);
    }

    static String header(String name, @Nullable String value) {
        return name + "=" + value;
    }

    /** Where a record lies, as the origin header of its output. */
    static String origin(ConsumerRecord<?, ?> input) {
        return header(
                LaneHeaders.ORIGIN, input.topic() + "/" + input.partition() + "/" + input.offset());
    }

    static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
