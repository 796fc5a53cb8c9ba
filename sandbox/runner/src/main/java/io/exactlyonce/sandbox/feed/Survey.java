package io.exactlyonce.sandbox.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.job.config.ValueFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one look at the whole file told before anything was started, so that a file that cannot work
 * is refused at once.
 *
 * @param records how many there are, up to the limit
 * @param fields all names of fields, in the order of their first appearance
 */
public record Survey(long records, Set<String> fields) {
    /** The key may be as large as its record, and an output holds it twice in its 1 MiB. */
    static final int LARGEST_RECORD = 250_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads the file once.
     *
     * @throws BadInputException when it is empty or holds a record that is too large
     */
    public static Survey of(InputFile input) {
        Set<String> fields = new LinkedHashSet<>(input.columns());
        long records = 0;
        try (RecordReader reader = input.open()) {
            Optional<byte[]> record = reader.next();
            while (record.isPresent()) {
                byte[] value = record.get();
                records++;
                if (value.length > LARGEST_RECORD) {
                    throw new BadInputException(
                            "Record %,d of %s has %,d bytes; the sandbox takes up to %,d"
                                    .formatted(
                                            records, input.path(), value.length, LARGEST_RECORD));
                }
                if (input.format() == ValueFormat.JSON) {
                    addFields(value, fields);
                }
                record = reader.next();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (records == 0) {
            throw new BadInputException("The input file " + input.path() + " holds no records");
        }
        return new Survey(records, fields);
    }

    private static void addFields(byte[] line, Set<String> fields) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node instanceof ObjectNode object) {
                for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
                    fields.add(names.next());
                }
            }
        } catch (IOException e) {
            // No JSON: a dead letter later, and no concern here.
        }
    }

    /** The field to group by when none was asked for. */
    public String defaultKey() {
        List<String> usable = fields.stream().filter(name -> !name.isBlank()).toList();
        return usable.contains("origin") ? "origin" : usable.isEmpty() ? "key" : usable.get(0);
    }

    /**
     * Refuses a name that no record has.
     *
     * @param option the option that named it
     */
    public void require(String option, String field) {
        if (!fields.contains(field)) {
            List<String> some = fields.stream().limit(20).toList();
            throw new BadInputException(
                    option + " " + field + ": no record has this field; there are " + some);
        }
    }
}
