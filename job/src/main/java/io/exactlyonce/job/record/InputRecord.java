package io.exactlyonce.job.record;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param timestamp milliseconds since 1970, negative when the record has none
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes in, bytes out; never compared.
public record InputRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers) {

    /** Where it came from: {@code topic/partition/offset}. */
    public String origin() {
        return topic + "/" + partition + "/" + offset;
    }

    /** Text of the last header of that name, or null. */
    public @Nullable String header(String name) {
        String text = null;
        for (RecordHeader header : headers) {
            byte[] value = header.value();
            if (header.name().equals(name)) {
                text = value == null ? null : new String(value, StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}
