package io.exactlyonce.operator.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.exactlyonce.operator.deployment.Fields;
import java.util.Map;

/** JSON objects to and from {@link Fields}. Strict, and without any class named by the input. */
public final class Json {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final int DEEPEST = 200;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    }

    private Json() {}

    /** Reads one object. */
    public static Fields read(String text) throws ManifestException {
        try {
            if (MAPPER.readValue(text, Object.class) instanceof Map<?, ?> map) {
                return Fields.of(map);
            }
            throw new ManifestException("is no JSON object");
        } catch (JsonProcessingException e) {
            throw new ManifestException("is no JSON: " + e.getOriginalMessage());
        }
    }

    /** Takes over a parsed object. */
    public static Fields fields(JsonNode node) throws ManifestException {
        if (!node.isObject()) {
            throw new ManifestException("is no JSON object");
        }
        return new Fields(MAPPER.convertValue(node, OBJECT));
    }

    /** The object as a tree, in the order of its fields. */
    public static JsonNode tree(Fields fields) {
        return MAPPER.valueToTree(fields.values());
    }

    /** The object on one line. */
    public static String write(Fields fields) {
        return tree(fields).toString();
    }
}
