package io.exactlyonce.job.record;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One Kafka header; names may repeat, values may be null. */
@SuppressWarnings("ArrayRecordComponent") // Bytes in, bytes out; never compared.
public record RecordHeader(String name, byte @Nullable [] value) implements Serializable {

    /** A header with text, as UTF-8. */
    public static RecordHeader of(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
