package io.exactlyonce.job.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    /** Never goes back over digits: a megabyte of them and a letter would take hours otherwise. */
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d{1,9}+)?");

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
     *
     * @throws PoisonException when it holds half of a surrogate pair, which JSON can escape but no
     *     UTF-8 can say: writing it fails, or makes different keys equal
     */
    public String key(String name) throws PoisonException {
        String key = present(name) ? object.get(name).toString() : "null";
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw new PoisonException("field '" + name + "' holds half of a surrogate pair");
        }
        return key;
    }

    /** Whether the field is a number, or in CSV the text of one. */
    public boolean isNumber(String name) {
        return present(name) && isNumeric(object.get(name));
    }

    /** Whether the field is there and not an empty text, so that it can name an event. */
    public boolean isId(String name) {
        return present(name)
                && !(object.get(name).isTextual() && object.get(name).textValue().isEmpty());
    }

    /** Names of all fields, in the order in which they were written. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
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
}
