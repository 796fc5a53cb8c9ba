package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A difference of two objects in {@code metadata.labels} and {@code spec}.
 *
 * @param path as a user would write it
 * @param from null if it is new
 * @param to null if it is gone
 */
public record Change(String path, @Nullable String from, @Nullable String to) {

    /** Every difference, by path. */
    static List<Change> between(JsonNode from, JsonNode to) {
        SortedMap<String, String> before = leaves(from);
        SortedMap<String, String> after = leaves(to);
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        List<Change> changes = new ArrayList<>();
        for (String path : paths) {
            if (!Objects.equals(before.get(path), after.get(path))) {
                changes.add(new Change(path, before.get(path), after.get(path)));
            }
        }
        return List.copyOf(changes);
    }

    private static SortedMap<String, String> leaves(JsonNode object) {
        SortedMap<String, String> leaves = new TreeMap<>();
        collect("labels", object.path("metadata").path("labels"), leaves);
        collect("", object.path("spec"), leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, SortedMap<String, String> leaves) {
        if (node.isObject()) {
            node.properties()
                    .forEach(
                            member ->
                                    collect(
                                            step(path, member.getKey()),
                                            member.getValue(),
                                            leaves));
        } else if (!node.isMissingNode()) {
            leaves.put(path, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    /** Flink's keys are known without the field that they stand in. */
    private static String step(String path, String name) {
        return path.isEmpty() || path.equals("flinkConfiguration") ? name : path + "." + name;
    }
}
