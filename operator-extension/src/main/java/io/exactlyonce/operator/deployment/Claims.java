package io.exactlyonce.operator.deployment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a deployment's spec is the user's: what stands in last-applied, and what any field
 * manager but our own owns. A value that equals ours is still the user's if it is claimed.
 *
 * @param paths paths from the spec on, down to scalars, lists and objects owned as a whole
 * @param configurationKeys flat keys of {@code flinkConfiguration}
 */
public record Claims(Set<List<String>> paths, Set<String> configurationKeys) {
    private static final String SPEC = "spec";

    /** Copies, so that nothing changes behind a decision. */
    public Claims {
        paths = Set.copyOf(paths);
        configurationKeys = Set.copyOf(configurationKeys);
    }

    static Claims of(FlinkDeployment deployment) {
        Set<List<String>> paths = new LinkedHashSet<>();
        Fields lastApplied = deployment.lastApplied();
        if (!lastApplied.has("metadata", "annotations", FlinkDeployment.INJECTED_ANNOTATION)) {
            leaves(lastApplied.object(SPEC).values(), List.of(), paths);
        }
        for (Fields entry : deployment.object().objects("metadata", "managedFields")) {
            boolean ours =
                    entry.text("manager").filter(FlinkDeployment.FIELD_MANAGER::equals).isPresent();
            if (!ours
                    && !isCopy(entry)
                    && entry.text("subresource").filter("status"::equals).isEmpty()) {
                owned(entry.object("fieldsV1", "f:" + SPEC), List.of(), paths);
            }
        }
        return new Claims(paths, keys(paths, deployment));
    }

    /** Whoever wrote our record as well wrote a copy of a live object, additions included. */
    private static boolean isCopy(Fields entry) {
        return entry.has(
                "fieldsV1",
                "f:metadata",
                "f:annotations",
                "f:" + FlinkDeployment.INJECTED_ANNOTATION);
    }

    /** Whether a flat key of {@code flinkConfiguration} is the user's. */
    public boolean ofConfiguration(String key) {
        return configurationKeys.contains(key);
    }

    /** Whether the value at a path, a part of it or an object around it is the user's. */
    public boolean of(String... specPath) {
        List<String> asked = Arrays.asList(specPath);
        return paths.stream().anyMatch(path -> begins(path, asked) || begins(asked, path));
    }

    private static boolean begins(List<String> path, List<String> with) {
        return path.size() >= with.size() && path.subList(0, with.size()).equals(with);
    }

    private static void leaves(Object value, List<String> path, Set<List<String>> found) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((name, member) -> leaves(member, append(path, name), found));
        } else if (!path.isEmpty()) {
            found.add(path);
        }
    }

    /** Walks the {@code f:} entries; list members ({@code k:}, {@code v:}) belong to their list. */
    private static void owned(Fields fields, List<String> path, Set<List<String>> found) {
        for (String name : fields.names()) {
            if (!name.startsWith("f:")) {
                continue;
            }
            List<String> longer = append(path, name.substring(2));
            Fields inner = fields.object(name);
            if (inner.names().stream().anyMatch(member -> member.startsWith("f:"))) {
                owned(inner, longer, found);
            } else if (!inner.names().equals(Set.of("."))) {
                found.add(longer);
            }
        }
    }

    private static Set<String> keys(Set<List<String>> paths, FlinkDeployment deployment) {
        Set<String> keys = new LinkedHashSet<>();
        for (List<String> path : paths) {
            if (!path.get(0).equals(FlinkConfiguration.FIELD)) {
                continue;
            }
            String key = String.join(".", path.subList(1, path.size()));
            if (!key.isEmpty()) {
                keys.add(key);
            }
            keys.addAll(below(path, deployment));
        }
        return keys;
    }

    /** Keys in an object that is owned as a whole. */
    private static List<String> below(List<String> path, FlinkDeployment deployment) {
        List<String> inConfiguration = path.subList(1, path.size());
        return FlatEntry.of(deployment.spec().object(FlinkConfiguration.FIELD)).stream()
                .filter(entry -> begins(entry.path(), inConfiguration))
                .map(FlatEntry::key)
                .toList();
    }

    private static List<String> append(List<String> path, Object name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(String.valueOf(name));
        return List.copyOf(longer);
    }
}
