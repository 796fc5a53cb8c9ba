package io.exactlyonce.sandbox.feed;

import io.exactlyonce.job.record.Fields;
import io.exactlyonce.job.record.PoisonException;
import io.exactlyonce.job.record.RecordFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one look at the whole file told before anything was started, so that a file that cannot work
 * is refused at once.
 *
 * @param records how many there are, up to the limit
 * @param fields all names of fields, in the order of their first appearance
 */
public record Survey(long records, Map<String, Tally> fields) {
    /** The key may be as large as its record, and an output holds it twice in its 1 MiB. */
    static final int LARGEST_RECORD = 250_000;

    /**
     * What a field holds.
     *
     * @param present records in which it is neither null nor missing
     * @param numbers those of them in which it is a number
     */
    record Tally(long present, long numbers) {
        static final Tally NONE = new Tally(0, 0);

        Tally plus(boolean isPresent, boolean isNumber) {
            return new Tally(present + (isPresent ? 1 : 0), numbers + (isNumber ? 1 : 0));
        }

        boolean isMostlyNumeric() {
            return numbers * 2 > present;
        }
    }

    /**
     * Reads the file once.
     *
     * @throws BadInputException when it is empty or holds a record that is too large
     */
    public static Survey of(InputFile input) {
        Map<String, Tally> fields = new LinkedHashMap<>();
        input.columns().forEach(column -> fields.put(column, Tally.NONE));
        RecordFormat format = input.recordFormat();
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
                count(format, value, fields);
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

    private static void count(RecordFormat format, byte[] value, Map<String, Tally> fields) {
        try {
            Fields record = format.parse(value);
            for (String name : record.names()) {
                fields.merge(
                        name,
                        Tally.NONE.plus(record.present(name), record.isNumber(name)),
                        (before, one) ->
                                new Tally(
                                        before.present() + one.present(),
                                        before.numbers() + one.numbers()));
            }
        } catch (PoisonException e) {
            // A dead letter later, and no concern here.
        }
    }

    /** The field to group by when none was asked for. */
    public String defaultKey() {
        List<String> usable = fields.keySet().stream().filter(name -> !name.isBlank()).toList();
        return usable.contains("origin") ? "origin" : usable.isEmpty() ? "key" : usable.get(0);
    }

    /**
     * The field to add up when none was asked for: the first numeric one; null if there is none.
     */
    public @Nullable String defaultValue(String key) {
        return fields.entrySet().stream()
                .filter(field -> !field.getKey().equals(key))
                .filter(field -> field.getValue().isMostlyNumeric())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /**
     * Refuses a name that no record has.
     *
     * @param option the option that named it
     */
    public void require(String option, String field) {
        if (!fields.containsKey(field)) {
            List<String> some = fields.keySet().stream().limit(20).toList();
            throw new BadInputException(
                    option + " " + field + ": no record has this field; there are " + some);
        }
    }
}
