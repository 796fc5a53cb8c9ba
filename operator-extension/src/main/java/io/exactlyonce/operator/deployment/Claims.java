package io.exactlyonce.operator.deployment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a deployment's spec is the user's: what stands in last-applied, and what any field
 * manager but our own owns. A value that equals ours is still the user's if it is claimed.
 *
 * @param paths paths from the spec on, down to scalars and lists
 * @param beginnings of these paths, they themselves included: every key we add is asked for
 * @param configurationKeys flat keys of {@code flinkConfiguration}
 */
public record Claims(
        Set<List<String>> paths, Set<List<String>> beginnings, Set<String> configurationKeys) {
    private static final String SPEC = "spec";

    /** Copies, so that nothing changes behind a decision. */
    public Claims {
        paths = Set.copyOf(paths);
        beginnings = Set.copyOf(beginnings);
        configurationKeys = Set.copyOf(configurationKeys);
    }

    static Claims of(FlinkDeployment deployment) {
        Set<List<String>> paths = new LinkedHashSet<>();
        Fields spec = deployment.spec();
        Fields lastApplied = deployment.lastApplied();
        if (!isCopyOfObject(lastApplied)) {
            leaves(lastApplied.object(SPEC).values(), List.of(), paths);
            // What was changed or taken away past the file is no longer what the file says.
            paths.removeIf(path -> !isAsIn(lastApplied, deployment, path));
        }
        for (Fields entry : deployment.object().objects("metadata", "managedFields")) {
            boolean ours =
                    entry.text("manager").filter(FlinkDeployment.FIELD_MANAGER::equals).isPresent();
            if (!ours
                    && !isCopy(entry)
                    && entry.text("subresource").filter("status"::equals).isEmpty()) {
                owned(entry.object("fieldsV1", "f:" + SPEC), List.of(), spec, paths);
            }
        }
        // A manager keeps the field that admission took away: it may be ours when it is there
        // again.
        paths.removeIf(path -> !spec.has(path.toArray(String[]::new)));
        return new Claims(paths, beginnings(paths), keys(paths));
    }

    private static boolean isAsIn(Fields file, FlinkDeployment deployment, List<String> path) {
        String[] steps = path.toArray(String[]::new);
        return deployment.spec().at(steps).equals(file.object(SPEC).at(steps));
    }

    /**
     * Whoever wrote our record as well, or the revision's own key, wrote a copy of a live object,
     * additions included. The key tells it even after the record was taken away by hand.
     */
    private static boolean isCopy(Fields entry) {
        return entry.has(
                        "fieldsV1",
                        "f:metadata",
                        "f:annotations",
                        "f:" + FlinkDeployment.INJECTED_ANNOTATION)
                || entry.has(
                        "fieldsV1",
                        "f:" + SPEC,
                        "f:" + FlinkConfiguration.FIELD,
                        "f:" + RevisionKeys.REVISION);
    }

    private static boolean isCopyOfObject(Fields file) {
        return file.has("metadata", "annotations", FlinkDeployment.INJECTED_ANNOTATION)
                || file.has(SPEC, FlinkConfiguration.FIELD, RevisionKeys.REVISION);
    }

    /** Whether a flat key of {@code flinkConfiguration} is the user's. */
    public boolean ofConfiguration(String key) {
        return configurationKeys.contains(key);
    }

    /** Whether the value at a path, a part of it or a list around it is the user's. */
    public boolean of(String... specPath) {
        List<String> asked = List.of(specPath);
        if (beginnings.contains(asked)) {
            return true;
        }
        for (int length = 0; length < asked.size(); length++) {
            if (paths.contains(asked.subList(0, length))) {
                return true;
            }
        }
        return false;
    }

    private static Set<List<String>> beginnings(Set<List<String>> paths) {
        Set<List<String>> beginnings = new HashSet<>();
        for (List<String> path : paths) {
            for (int length = 0; length <= path.size(); length++) {
                beginnings.add(path.subList(0, length));
            }
        }
        return beginnings;
    }

    /** An empty object claims nothing: what came into it later is not its owner's. */
    private static void leaves(Object value, List<String> path, Set<List<String>> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> leaves(member, append(path, name), found));
        } else {
            found.add(path);
        }
    }

    /** Walks the {@code f:} entries; list members ({@code k:}, {@code v:}) belong to their list. */
    private static void owned(
            Fields fields, List<String> path, Fields spec, Set<List<String>> found) {
        for (String name : fields.names()) {
            if (!name.startsWith("f:")) {
                continue;
            }
            List<String> longer = append(path, name.substring(2));
            Fields inner = fields.object(name);
            if (inner.names().stream().anyMatch(member -> member.startsWith("f:"))) {
                owned(inner, longer, spec, found);
            } else if (!isObject(spec, longer)) {
                found.add(longer);
            }
        }
    }

    /** An owned object without owned fields was applied empty. */
    private static boolean isObject(Fields spec, List<String> path) {
        return spec.at(path.toArray(String[]::new)).filter(Map.class::isInstance).isPresent();
    }

    private static Set<String> keys(Set<List<String>> paths) {
        return paths.stream()
                .filter(path -> path.size() > 1)
                .filter(path -> path.get(0).equals(FlinkConfiguration.FIELD))
                .map(path -> String.join(".", path.subList(1, path.size())))
                .collect(Collectors.toSet());
    }

    private static List<String> append(List<String> path, Object name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(String.valueOf(name));
        return List.copyOf(longer);
    }
}
