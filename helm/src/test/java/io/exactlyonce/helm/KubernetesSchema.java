package io.exactlyonce.helm;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** JSON schema of Kubernetes' own types, from the classes of the client: a typo in one is seen. */
final class KubernetesSchema {
    /** Of a volume what the restricted Pod Security Standard allows and this operator can use. */
    private static final Map<String, Set<String>> ONLY =
            Map.of(
                    "Volume",
                    Set.of(
                            "name",
                            "configMap",
                            "secret",
                            "emptyDir",
                            "projected",
                            "csi",
                            "downwardAPI"));

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    /** Adds a type with all that it needs. */
    KubernetesSchema with(Class<?> type) {
        define(MAPPER.constructType(type));
        return this;
    }

    ObjectNode definitions() {
        ObjectNode all = node();
        definitions.forEach(all::set);
        return all;
    }

    private void define(JavaType type) {
        String name = type.getRawClass().getSimpleName();
        if (definitions.containsKey(name)) {
            return;
        }
        ObjectNode definition = node().put("type", "object").put("additionalProperties", false);
        definitions.put(name, definition);
        ObjectNode properties = definition.putObject("properties");
        Map<String, BeanPropertyDefinition> fields = new TreeMap<>();
        MAPPER.getSerializationConfig().introspect(type).findProperties().stream()
                .filter(field -> !field.getName().equals("additionalProperties"))
                .filter(
                        field ->
                                !ONLY.containsKey(name) || ONLY.get(name).contains(field.getName()))
                .forEach(field -> fields.put(field.getName(), field));
        fields.forEach(
                (field, property) -> properties.set(field, schema(property.getPrimaryType())));
    }

    private ObjectNode schema(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (type.isCollectionLikeType()) {
            ObjectNode array = node().put("type", "array");
            array.set("items", schema(type.getContentType()));
            return array;
        }
        if (type.isMapLikeType()) {
            ObjectNode map = node().put("type", "object");
            map.set("additionalProperties", schema(type.getContentType()));
            return map;
        }
        if (raw == Quantity.class || raw == IntOrString.class) {
            return either();
        }
        if (raw == String.class) {
            return node().put("type", "string");
        }
        if (raw == Boolean.class) {
            return node().put("type", "boolean");
        }
        if (Number.class.isAssignableFrom(raw)) {
            return node().put("type", "integer");
        }
        define(type);
        return node().put("$ref", "#/definitions/" + raw.getSimpleName());
    }

    /** {@code 1}, {@code 500m}, {@code 1.5Gi}, {@code 50%}. */
    private static ObjectNode either() {
        ObjectNode schema = node();
        schema.putArray("oneOf")
                .add(node().put("type", "number"))
                .add(
                        node().put("type", "string")
                                .put("pattern", "^[0-9]+(\\.[0-9]+)?([numkKMGTPE]i?|%)?$"));
        return schema;
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
