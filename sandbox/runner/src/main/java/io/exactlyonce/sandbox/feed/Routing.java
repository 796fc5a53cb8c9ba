package io.exactlyonce.sandbox.feed;

import io.exactlyonce.job.record.PoisonException;
import io.exactlyonce.job.record.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/**
 * Which key and partition a record gets: all records of one key share a partition, so that their
 * order is kept from the file to the output. Null and missing are a key of their own; a record that
 * cannot be parsed has none.
 */
public record Routing(RecordFormat format, String keyField) {
    private static final String UNPARSABLE = "";

    /** The key as JSON text. */
    public Optional<String> key(byte[] value) {
        try {
            return Optional.of(format.parse(value).key(keyField));
        } catch (PoisonException e) {
            return Optional.empty();
        }
    }

    /** The partition of the records of a key. */
    public static int partition(Optional<String> key, int partitions) {
        byte[] bytes = key.orElse(UNPARSABLE).getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
    }
}
