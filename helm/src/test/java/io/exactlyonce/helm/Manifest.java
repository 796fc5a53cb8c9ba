package io.exactlyonce.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One object as it would be applied.
 *
 * @param json all of it; owned by whoever asked for it
 */
record Manifest(ObjectNode json) {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Every object of a text; documents that are empty are none. */
    static List<Manifest> all(String text) {
        List<Manifest> manifests = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            while (documents.hasNext()) {
                if (documents.next() instanceof ObjectNode object) {
                    manifests.add(new Manifest(object));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
        return manifests;
    }

    String kind() {
        return json.path("kind").asText();
    }

    String name() {
        return json.at("/metadata/name").asText();
    }

    String namespace() {
        return json.at("/metadata/namespace").asText();
    }

    /** What tells objects apart in a cluster. */
    String id() {
        return "%s/%s %s/%s"
                .formatted(json.path("apiVersion").asText(), kind(), namespace(), name());
    }

    /** As plain manifests have it: nothing that only Helm knows of. */
    Manifest withoutHelm() {
        ObjectNode plain = json.deepCopy();
        if (plain.get("metadata") instanceof ObjectNode metadata) {
            withoutHelm(
                    metadata, "labels", List.of("helm.sh/chart", "app.kubernetes.io/managed-by"));
            withoutHelm(metadata, "annotations", List.of("helm.sh/resource-policy"));
        }
        return new Manifest(plain);
    }

    private static void withoutHelm(ObjectNode metadata, String field, List<String> names) {
        if (metadata.get(field) instanceof ObjectNode values) {
            values.remove(names);
            if (values.isEmpty()) {
                metadata.remove(field);
            }
        }
    }

    @Override
    public String toString() {
        try {
            return YAML.writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
