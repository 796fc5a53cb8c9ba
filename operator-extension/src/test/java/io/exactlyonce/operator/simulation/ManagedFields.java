package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who set what, as the API server keeps it: worked out before admission, so that what a webhook
 * adds is nobody's.
 *
 * @param owners path sets by manager
 */
record ManagedFields(Map<String, Set<List<String>>> owners) {
    static final ManagedFields NONE = new ManagedFields(Map.of());

    private static final List<List<String>> PARTS =
            List.of(
                    List.of("spec"),
                    List.of("metadata", "labels"),
                    List.of("metadata", "annotations"));

    /** A write that is no apply: what it changed is the manager's, and no longer another's. */
    ManagedFields updated(String manager, Fields before, Fields after) {
        Leaves written = owned(after);
        Set<List<String>> changed = written.changedFrom(owned(before));
        Map<String, Set<List<String>>> next = copy();
        next.values().forEach(paths -> paths.removeAll(changed));
        changed.retainAll(written.paths());
        next.computeIfAbsent(manager, any -> new HashSet<>()).addAll(changed);
        next.values().removeIf(Set::isEmpty);
        return new ManagedFields(next);
    }

    /**
     * Server-side apply: exactly the file is the manager's; what it forced is no longer others'.
     */
    ManagedFields applied(String manager, Fields file, Fields before, Fields after) {
        Set<List<String>> changed = owned(after).changedFrom(owned(before));
        Map<String, Set<List<String>>> next = copy();
        next.values().forEach(paths -> paths.removeAll(changed));
        next.put(manager, new HashSet<>(owned(file).paths()));
        next.values().removeIf(Set::isEmpty);
        return new ManagedFields(next);
    }

    Set<List<String>> of(String manager) {
        return owners.getOrDefault(manager, Set.of());
    }

    boolean ownedByOther(String manager, List<String> path) {
        return owners.entrySet().stream()
                .anyMatch(
                        entry ->
                                !entry.getKey().equals(manager) && entry.getValue().contains(path));
    }

    /** Spec, labels and annotations; the rest is the server's. */
    static Leaves owned(Fields object) {
        return Leaves.below(object, PARTS);
    }

    /** {@code metadata.managedFields}. */
    List<Object> render() {
        List<Object> entries = new ArrayList<>();
        owners.forEach(
                (manager, paths) -> {
                    Tree fields = new Tree(new TreeMap<>());
                    paths.forEach(fields::add);
                    entries.add(Map.of("manager", manager, "fieldsV1", fields.render()));
                });
        return entries;
    }

    /** Paths as the nested {@code f:} entries of the API. */
    private record Tree(Map<String, Tree> members) {
        void add(List<String> path) {
            Tree tree = this;
            for (String step : path) {
                tree = tree.members.computeIfAbsent("f:" + step, any -> new Tree(new TreeMap<>()));
            }
        }

        Map<String, Object> render() {
            Map<String, Object> rendered = new LinkedHashMap<>();
            members.forEach((name, member) -> rendered.put(name, member.render()));
            return rendered;
        }
    }

    private Map<String, Set<List<String>>> copy() {
        Map<String, Set<List<String>>> copy = new TreeMap<>();
        owners.forEach((manager, paths) -> copy.put(manager, new HashSet<>(paths)));
        return copy;
    }
}
