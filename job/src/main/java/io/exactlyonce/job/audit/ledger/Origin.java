package io.exactlyonce.job.audit.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/** What the origin header of one record says. */
public sealed interface Origin {
    /** Made from this input record. */
    record Named(String topic, int partition, long offset) implements Origin {}

    /** No origin header. */
    record Absent() implements Origin {}

    /** An origin header that says nothing usable. */
    record Broken(String reason) implements Origin {}

    /** Reads the values of all origin headers that a record has. */
    static Origin of(List<byte[]> origins) {
        if (origins.isEmpty()) {
            return new Absent();
        }
        if (origins.size() > 1) {
            return new Broken("has " + origins.size() + " eo-origin headers");
        }
        byte[] text = origins.get(0);
        int second = lastSlash(text, text.length);
        int first = lastSlash(text, second);
        if (first < 1) {
            return new Broken("eo-origin is not topic/partition/offset");
        }
        OptionalLong partition = Digits.decimal(text, first + 1, second);
        OptionalLong offset = Digits.decimal(text, second + 1, text.length);
        if (partition.isEmpty() || offset.isEmpty() || partition.getAsLong() > Integer.MAX_VALUE) {
            return new Broken("eo-origin is not topic/partition/offset");
        }
        return new Named(
                new String(text, 0, first, StandardCharsets.UTF_8),
                (int) partition.getAsLong(),
                offset.getAsLong());
    }

    private static int lastSlash(byte[] text, int before) {
        int i = before - 1;
        while (i >= 0 && text[i] != '/') {
            i--;
        }
        return i;
    }
}
