package io.exactlyonce.sandbox.verdict;

import io.exactlyonce.job.record.Fields;
import io.exactlyonce.job.record.PoisonException;
import io.exactlyonce.job.record.RecordFormat;
import io.exactlyonce.sandbox.feed.Routing;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works out from the input what the output must be. Only the reading of a record is shared with the
 * job; what a pipeline does is written here a second time.
 */
final class Expectation {
    private final VerdictRequest.Rules rules;
    private final RecordFormat format;
    private final Books books = new Books();
    private final Map<String, Total> totals = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    Expectation(VerdictRequest.Rules rules, RecordFormat format) {
        this.rules = rules;
        this.format = format;
    }

    /** What must be committed after all records added so far. */
    Books books() {
        return books;
    }

    /** One more record of the input. */
    void add(byte[] value) {
        try {
            expect(value, parsed(value));
        } catch (PoisonException e) {
            books.deadLetter(Fingerprint.of(value));
        }
    }

    /** Empty when the pipeline has no need to look into records, and this one is unparsable. */
    private Optional<Fields> parsed(byte[] value) throws PoisonException {
        try {
            return Optional.of(format.parse(value));
        } catch (PoisonException e) {
            if (rules.pipeline().equals("dedupe") && rules.idField() == null) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void expect(byte[] value, Optional<Fields> fields) throws PoisonException {
        switch (rules.pipeline()) {
            case "copy" -> books.output(keyAsFed(value), Fingerprint.of(value));
            case "dedupe" -> {
                if (isFirst(fields)) {
                    books.output(keyAsFed(value), Fingerprint.of(value));
                }
            }
            case "totals" -> {
                Fields known = fields.orElseThrow();
                String key = known.key(rules.keyField());
                books.output(key, Fingerprint.of(total(key, known).text(key)));
            }
            default -> throw new IllegalArgumentException("No rule for " + rules.pipeline());
        }
    }

    /**
     * Pipelines that pass a record on leave its key alone; without one it comes out without one.
     */
    private String keyAsFed(byte[] value) {
        return new Routing(format, rules.keyField()).key(value).orElse(Outputs.NO_KEY);
    }

    private boolean isFirst(Optional<Fields> fields) throws PoisonException {
        String idField = rules.idField();
        return idField == null
                || fields.isEmpty()
                || !fields.get().isId(idField)
                || seen.add(fields.get().key(idField));
    }

    private Total total(String key, Fields fields) throws PoisonException {
        String valueField = rules.valueField();
        BigDecimal value =
                valueField == null
                        ? fields.firstNumber(rules.keyField())
                        : fields.number(valueField);
        return totals.compute(key, (unused, before) -> Total.next(before, value));
    }

    /** Running count, sum and maximum; the last two null until a value was seen. */
    record Total(long count, @Nullable BigDecimal sum, @Nullable BigDecimal maximum) {
        static Total next(@Nullable Total before, @Nullable BigDecimal value) {
            if (before == null) {
                return new Total(1, value, value);
            }
            BigDecimal sum = before.sum;
            BigDecimal maximum = before.maximum;
            if (value != null) {
                sum = sum == null ? value : sum.add(value);
                maximum = maximum == null || maximum.compareTo(value) < 0 ? value : maximum;
            }
            return new Total(before.count + 1, sum, maximum);
        }

        /** One text for all ways to write the same numbers. */
        String text(String key) {
            return key + " " + count + " " + plain(sum) + " " + plain(maximum);
        }

        private static String plain(@Nullable BigDecimal number) {
            return number == null ? "null" : number.stripTrailingZeros().toPlainString();
        }
    }
}
