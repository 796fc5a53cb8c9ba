package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Differences of two objects, by path, for people to read. */
public final class FieldDiff {
    private FieldDiff() {}

    /** What has to change in one object to get the other, sorted by path. */
    public static List<FieldChange> between(Fields from, Fields to) {
        Map<String, String> before = leaves(from);
        Map<String, String> after = leaves(to);
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        List<FieldChange> changes = new ArrayList<>();
        for (String path : paths) {
            if (!Objects.equals(before.get(path), after.get(path))) {
                changes.add(new FieldChange(path, before.get(path), after.get(path)));
            }
        }
        return changes;
    }

    private static Map<String, String> leaves(Fields fields) {
        Map<String, String> leaves = new TreeMap<>();
        collect("", fields.values(), leaves);
        return leaves;
    }

    private static void collect(String path, Object value, Map<String, String> leaves) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach(
                    (name, member) -> collect(step(path, String.valueOf(name)), member, leaves));
        } else {
            leaves.put(path, String.valueOf(value));
        }
    }

    private static String step(String path, String name) {
        if (name.contains(".") || name.contains("/")) {
            return path + "[\"" + name + "\"]";
        }
        return path.isEmpty() ? name : path + "." + name;
    }
}
