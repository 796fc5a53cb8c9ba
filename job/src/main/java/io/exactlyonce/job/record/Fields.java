package io.exactlyonce.job.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of one parsed record, in the order in which they were written. */
public final class Fields {
    /**
     * Digits before or after the point that a number may need. Above every IEEE 754 double (308),
     * below what makes exact sums a way to exhaust memory: 1e999999999 is thirteen bytes of JSON.
     */
    static final int MOST_DIGITS = 400;

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");

    private final ObjectNode object;
    private final boolean textual;

    /**
     * @param textual whether numbers are written as text, as in CSV
     */
    Fields(ObjectNode object, boolean textual) {
        this.object = object;
        this.textual = textual;
    }

    /**
     * The field as a key: its JSON text, so that {@code 1} and {@code "1"} differ. Null and missing
     * are one key, {@code null}.
     */
    public String key(String name) {
        return present(name) ? object.get(name).toString() : "null";
    }

    /** Whether the field holds anything; an empty text counts as nothing in CSV. */
    public boolean present(String name) {
        return present(object.path(name));
    }

    private boolean present(JsonNode node) {
        return !node.isMissingNode() && !node.isNull() && !(textual && node.textValue().isEmpty());
    }

    /**
     * The field as a number; null when it is null or missing.
     *
     * @throws PoisonException when it is anything else than a number, or one of too many digits
     */
    public @Nullable BigDecimal number(String name) throws PoisonException {
        JsonNode node = object.path(name);
        if (!present(node)) {
            return null;
        }
        if (!isNumeric(node)) {
            throw new PoisonException("field '" + name + "' is not a number");
        }
        return decimal(name, node);
    }

    /** The first numeric field other than the key; null when there is none. */
    public @Nullable BigDecimal firstNumber(String keyField) throws PoisonException {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getKey().equals(keyField) && isNumeric(field.getValue())) {
                return decimal(field.getKey(), field.getValue());
            }
        }
        return null;
    }

    private boolean isNumeric(JsonNode node) {
        return textual ? DECIMAL.matcher(node.asText().strip()).matches() : node.isNumber();
    }

    private BigDecimal decimal(String name, JsonNode node) throws PoisonException {
        String text = node.asText().strip();
        if (text.length() > 2 * MOST_DIGITS) {
            throw tooManyDigits(name);
        }
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > MOST_DIGITS
                || (long) number.precision() - number.scale() > MOST_DIGITS) {
            throw tooManyDigits(name);
        }
        return number;
    }

    private static PoisonException tooManyDigits(String name) {
        return new PoisonException(
                "field '" + name + "' needs more than " + MOST_DIGITS + " digits");
    }

    /** Field as JSON, for output. */
    public JsonNode json(String name) {
        return present(name) ? object.get(name) : NullNode.getInstance();
    }
}
