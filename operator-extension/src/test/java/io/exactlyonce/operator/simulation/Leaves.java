package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object as its leaves by path. A list is one leaf: in the CRD every list is atomic.
 *
 * @param values by path
 */
record Leaves(Map<List<String>, Object> values) {

    static Leaves of(Fields fields) {
        return below(fields, List.of());
    }

    /** Only of the parts of an object at these paths. */
    static Leaves below(Fields fields, List<List<String>> parts) {
        Map<List<String>, Object> leaves = new HashMap<>(128);
        if (parts.isEmpty()) {
            collect(List.of(), fields.values(), leaves);
        }
        for (List<String> part : parts) {
            fields.at(part.toArray(String[]::new)).ifPresent(value -> collect(part, value, leaves));
        }
        return new Leaves(leaves);
    }

    private static void collect(List<String> path, Object value, Map<List<String>, Object> leaves) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> collect(below(path, name), member, leaves));
        } else {
            leaves.put(path, value);
        }
    }

    private static List<String> below(List<String> path, Object name) {
        String[] longer = path.toArray(new String[path.size() + 1]);
        longer[path.size()] = String.valueOf(name);
        return List.of(longer);
    }

    Set<List<String>> paths() {
        return values.keySet();
    }

    @Nullable Object at(List<String> path) {
        return values.get(path);
    }

    /** Paths whose value is another one here, those that are only on one side included. */
    Set<List<String>> changedFrom(Leaves before) {
        Set<List<String>> changed = new HashSet<>();
        values.forEach(
                (path, value) -> {
                    if (!value.equals(before.at(path))) {
                        changed.add(path);
                    }
                });
        before.paths().stream().filter(path -> !values.containsKey(path)).forEach(changed::add);
        return changed;
    }

    static Fields with(Fields fields, List<String> path, Object value) {
        return fields.with(value, path.toArray(String[]::new));
    }

    /** Without a leaf, and without the objects that are empty then. */
    static Fields without(Fields fields, List<String> path) {
        Fields changed = fields;
        List<String> step = path;
        do {
            changed = changed.without(step.toArray(String[]::new));
            step = step.subList(0, step.size() - 1);
        } while (!step.isEmpty() && changed.object(step.toArray(String[]::new)).isEmpty());
        return changed;
    }
}
