package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.Fields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Differences of two objects, by path, for people to read. */
public final class FieldDiff {
    private FieldDiff() {}

    /** What has to change in one object to get the other, sorted by path. */
    public static List<FieldChange> between(Fields from, Fields to) {
        Map<String, String> before = new TreeMap<>();
        Map<String, String> after = new TreeMap<>();
        collect("", from.values(), to.values(), before, after);
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

    /** Leaves of what differs: most of two objects is the same, and is not looked into. */
    private static void collect(
            String path,
            @Nullable Object from,
            @Nullable Object to,
            Map<String, String> before,
            Map<String, String> after) {
        if (Objects.equals(from, to)) {
            return;
        }
        if (from instanceof Map<?, ?> one
                && to instanceof Map<?, ?> other
                && !one.isEmpty()
                && !other.isEmpty()) {
            Set<Object> names = new LinkedHashSet<>(one.keySet());
            names.addAll(other.keySet());
            for (Object name : names) {
                String inner = step(path, String.valueOf(name));
                collect(inner, one.get(name), other.get(name), before, after);
            }
            return;
        }
        if (from != null) {
            collect(path, from, before);
        }
        if (to != null) {
            collect(path, to, after);
        }
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
