package io.exactlyonce.sandbox.verdict;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Enters committed records into the books. */
final class Outputs {
    /** In place of the key of a record that has none; no JSON text is empty. */
    static final String NO_KEY = "";

    private static final long NOT_EVEN_JSON = Fingerprint.of("not a total");
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private final boolean totals;
    private final Books books = new Books();

    /**
     * @param totals whether values are totals, which may be written in more than one way; anything
     *     else must be equal byte for byte
     */
    Outputs(boolean totals) {
        this.totals = totals;
    }

    Books books() {
        return books;
    }

    void output(byte @Nullable [] key, byte @Nullable [] value) {
        String name = key == null ? NO_KEY : new String(key, StandardCharsets.UTF_8);
        byte[] bytes = value == null ? new byte[0] : value;
        books.output(name, totals ? total(bytes) : Fingerprint.of(bytes));
    }

    void deadLetter(byte @Nullable [] value) {
        books.deadLetter(Fingerprint.of(value == null ? new byte[0] : value));
    }

    private static long total(byte[] value) {
        try {
            JsonNode total = JSON.readTree(value);
            return Fingerprint.of(
                    new Expectation.Total(
                                    total.path("count").asLong(-1),
                                    number(total.path("sum")),
                                    number(total.path("max")))
                            .text(total.path("key").toString()));
        } catch (IOException e) {
            return NOT_EVEN_JSON;
        }
    }

    private static @Nullable BigDecimal number(JsonNode node) {
        return node.isNumber() ? node.decimalValue() : null;
    }
}
