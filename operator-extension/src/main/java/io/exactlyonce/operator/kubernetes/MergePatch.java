package io.exactlyonce.operator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patches (RFC 7396): only what differs, lists as a whole, null for what goes away. */
final class MergePatch {
    private MergePatch() {}

    /** Turns one object into the other; an empty object if they are equal. */
    static ObjectNode between(JsonNode from, JsonNode to) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        to.properties()
                .forEach(
                        field -> {
                            JsonNode before = from.path(field.getKey());
                            JsonNode after = field.getValue();
                            if (before.isObject() && after.isObject()) {
                                ObjectNode inner = between(before, after);
                                if (!inner.isEmpty()) {
                                    patch.set(field.getKey(), inner);
                                }
                            } else if (!before.equals(after)) {
                                patch.set(field.getKey(), after);
                            }
                        });
        from.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!to.has(name)) {
                                patch.putNull(name);
                            }
                        });
        return patch;
    }
}
