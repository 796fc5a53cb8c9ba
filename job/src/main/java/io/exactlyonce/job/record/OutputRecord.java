package io.exactlyonce.job.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written. One sink writes records of all topics: two sinks would be two
 * transactions.
 *
 * @param timestamp milliseconds since 1970, negative to let the producer choose
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes in, bytes out; never compared.
public record OutputRecord(
        String topic,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers) {

    /** The same record with other headers. */
    public OutputRecord withHeaders(List<RecordHeader> other) {
        return new OutputRecord(topic, timestamp, key, value, other);
    }
}
