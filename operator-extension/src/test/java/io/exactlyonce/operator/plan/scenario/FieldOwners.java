package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.deployment.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * {@code metadata.managedFields} as an API server keeps it for a custom resource without list-type
 * marks: objects are owned field by field, lists as a whole. The server works it out before
 * mutating webhooks run, so what they add is owned by nobody.
 */
final class FieldOwners {
    private static final List<String> MANAGED_FIELDS = List.of("metadata", "managedFields");
    private static final Set<String> WITHOUT_OWNER =
            Set.of("managedFields", "name", "namespace", "uid", "generation", "deletionTimestamp");

    /** Who owns a field, and how it came to that. */
    record Owner(String manager, String operation) {}

    private final Map<Owner, Set<List<String>>> paths;

    private FieldOwners(Map<Owner, Set<List<String>>> paths) {
        this.paths = paths;
    }

    static FieldOwners of(Fields object) {
        Map<Owner, Set<List<String>>> paths = new LinkedHashMap<>();
        for (Fields entry : object.objects("metadata", "managedFields")) {
            Set<List<String>> owned = new LinkedHashSet<>();
            decode(entry.object("fieldsV1"), List.of(), owned);
            paths.put(
                    new Owner(
                            entry.text("manager").orElseThrow(),
                            entry.text("operation").orElseThrow()),
                    owned);
        }
        return new FieldOwners(paths);
    }

    /** Who changes a field owns it from then on, nobody else does. */
    void update(String manager, Fields before, Fields after) {
        Map<List<String>, Object> old = leaves(before);
        Map<List<String>, Object> now = leaves(after);
        Set<List<String>> changed = new LinkedHashSet<>(now.keySet());
        changed.removeIf(path -> Objects.equals(now.get(path), old.get(path)));
        Set<List<String>> removed = new LinkedHashSet<>(old.keySet());
        removed.removeAll(now.keySet());
        paths.values()
                .forEach(
                        owned -> {
                            owned.removeAll(changed);
                            owned.removeAll(removed);
                        });
        of(new Owner(manager, "Update")).addAll(changed);
    }

    /** Fields that a server-side apply would take from another manager by changing them. */
    List<String> conflicts(String manager, Fields applied, Fields live) {
        Map<List<String>, Object> current = leaves(live);
        List<String> conflicts = new ArrayList<>();
        leaves(applied)
                .forEach(
                        (path, value) -> {
                            if (current.containsKey(path)
                                    && !value.equals(current.get(path))
                                    && isOwnedByAnother(manager, path)) {
                                conflicts.add(String.join(".", path));
                            }
                        });
        return conflicts;
    }

    /** The live object after a server-side apply; it takes away what only this manager had. */
    Fields apply(String manager, Fields applied, Fields live) {
        Owner owner = new Owner(manager, "Apply");
        Map<List<String>, Object> wanted = leaves(applied);
        Map<List<String>, Object> current = leaves(live);
        Fields result = live;
        for (List<String> path : List.copyOf(of(owner))) {
            if (!wanted.containsKey(path) && !isOwnedByAnother(manager, path)) {
                result = result.without(path.toArray(String[]::new));
            }
        }
        for (Map.Entry<List<String>, Object> leaf : wanted.entrySet()) {
            if (!leaf.getValue().equals(current.get(leaf.getKey()))) {
                paths.values().forEach(owned -> owned.remove(leaf.getKey()));
            }
            result = result.with(leaf.getValue(), leaf.getKey().toArray(String[]::new));
        }
        paths.put(owner, new LinkedHashSet<>(wanted.keySet()));
        return result;
    }

    /** The object with these owners written into it. */
    Fields writeTo(Fields object) {
        List<Object> entries = new ArrayList<>();
        paths.forEach(
                (owner, owned) -> {
                    if (!owned.isEmpty()) {
                        entries.add(entry(owner, owned));
                    }
                });
        return object.with(entries, MANAGED_FIELDS.toArray(String[]::new));
    }

    private Set<List<String>> of(Owner owner) {
        return paths.computeIfAbsent(owner, unknown -> new LinkedHashSet<>());
    }

    private boolean isOwnedByAnother(String manager, List<String> path) {
        return paths.entrySet().stream()
                .anyMatch(
                        entry ->
                                !entry.getKey().equals(new Owner(manager, "Apply"))
                                        && entry.getValue().contains(path));
    }

    private static Map<String, Object> entry(Owner owner, Set<List<String>> owned) {
        Fields fields = Fields.EMPTY;
        for (List<String> path : owned) {
            fields =
                    fields.with(
                            Map.of(),
                            path.stream().map(name -> "f:" + name).toArray(String[]::new));
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("manager", owner.manager());
        entry.put("operation", owner.operation());
        entry.put("fieldsType", "FieldsV1");
        entry.put("fieldsV1", fields.values());
        return entry;
    }

    private static void decode(Fields fields, List<String> path, Set<List<String>> owned) {
        for (String name : fields.names()) {
            List<String> longer = append(path, name.substring("f:".length()));
            Fields inner = fields.object(name);
            if (inner.isEmpty()) {
                owned.add(longer);
            } else {
                decode(inner, longer, owned);
            }
        }
    }

    private static Map<List<String>, Object> leaves(Fields object) {
        Map<List<String>, Object> leaves = new LinkedHashMap<>();
        collect(object.object("spec").values(), List.of("spec"), leaves);
        object.object("metadata")
                .values()
                .forEach(
                        (name, value) -> {
                            if (!WITHOUT_OWNER.contains(name)) {
                                collect(value, List.of("metadata", name), leaves);
                            }
                        });
        return leaves;
    }

    private static void collect(Object value, List<String> path, Map<List<String>, Object> leaves) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach(
                    (name, member) -> collect(member, append(path, String.valueOf(name)), leaves));
        } else if (!path.equals(List.of("spec")) || !(value instanceof Map)) {
            leaves.put(path, value);
        }
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }
}
