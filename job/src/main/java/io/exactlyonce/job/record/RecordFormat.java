package io.exactlyonce.job.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.job.config.ValueFormat;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a record. Everything that can be wrong with bytes is a {@link
 * PoisonException}: no input makes it throw anything else.
 *
 * @param csvColumns names of the columns, for {@link ValueFormat#CSV}
 */
public record RecordFormat(ValueFormat format, List<String> csvColumns) implements Serializable {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    // 1.0 is another key than 1, and 100.0 another than 100.
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    /**
     * Parses one value.
     *
     * @throws PoisonException when it is not what the format says, with the reason
     */
    public Fields parse(byte @Nullable [] value) throws PoisonException {
        if (value == null) {
            throw new PoisonException("no value (tombstone)");
        }
        String text = utf8(value);
        return switch (format) {
            case JSON -> new Fields(json(text), false);
            case CSV -> new Fields(csv(text), true);
            case RAW -> throw new IllegalStateException("Raw values have no fields");
        };
    }

    private static String utf8(byte[] value) throws PoisonException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            throw new PoisonException("not valid UTF-8");
        }
    }

    private static ObjectNode json(String text) throws PoisonException {
        try {
            JsonNode node = JSON.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new PoisonException("not a JSON object");
        } catch (JsonProcessingException e) {
            throw new PoisonException("not valid JSON: " + e.getOriginalMessage());
        } catch (NumberFormatException e) {
            // Jackson passes on what BigDecimal says of an exponent above 32 bits.
            throw new PoisonException("not valid JSON: a number out of range");
        }
    }

    private ObjectNode csv(String text) throws PoisonException {
        try (CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
            List<CSVRecord> records = parser.getRecords();
            if (records.size() != 1) {
                throw new PoisonException(records.size() + " CSV records in one value");
            }
            CSVRecord row = records.get(0);
            if (row.size() > csvColumns.size()) {
                throw new PoisonException(
                        row.size() + " CSV columns where " + csvColumns.size() + " are known");
            }
            ObjectNode object = JSON.createObjectNode();
            for (int i = 0; i < row.size(); i++) {
                object.put(csvColumns.get(i), row.get(i));
            }
            return object;
        } catch (IOException | UncheckedIOException e) {
            throw new PoisonException("not valid CSV: " + e.getMessage());
        }
    }
}
