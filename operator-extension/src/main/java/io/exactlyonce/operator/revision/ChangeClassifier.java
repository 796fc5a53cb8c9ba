package io.exactlyonce.operator.revision;

import io.exactlyonce.operator.deployment.DeploymentMode;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Foretells what upstream does about a change of a spec. Follows its {@code ReflectiveDiffBuilder}
 * and the {@code SpecDiff} marks on its spec classes (1.10 to 1.15); a field that those do not know
 * is taken for one that redeploys, as a newer upstream would by default.
 */
public final class ChangeClassifier {
    private static final String JOB = "job";
    private static final String TASK_MANAGER = "taskManager";

    /** Fields upstream compares one by one; every other field counts as a whole. */
    private static final Set<String> COMPARED_INSIDE = Set.of(JOB, TASK_MANAGER);

    /** Fields whose change is not an upgrade; the rest is. */
    private static final Map<String, SpecChange> IGNORED =
            Map.of(
                    "job.savepointTriggerNonce", SpecChange.IGNORE,
                    "job.checkpointTriggerNonce", SpecChange.IGNORE,
                    "job.initialSavepointPath", SpecChange.IGNORE,
                    "job.upgradeMode", SpecChange.IGNORE,
                    "job.allowNonRestoredState", SpecChange.IGNORE,
                    "job.autoscalerResetNonce", SpecChange.IGNORE,
                    "job.savepointRedeployNonce", SpecChange.REDEPLOY);

    /** In place only where upstream keeps the TaskManagers itself. */
    private static final Set<String> SCALED_IF_STANDALONE =
            Set.of("job.parallelism", "taskManager.replicas");

    /** Upstream leaves these alone when they are taken away. */
    private static final Set<String> REMOVAL_IGNORED =
            Set.of("restartNonce", "job.savepointRedeployNonce");

    /** What upstream's own operator and autoscaler read; the job never sees them. */
    private static final List<String> IGNORED_KEYS =
            List.of("job.autoscaler", "parallelism.default", "kubernetes.operator");

    private static final String OVERRIDES = "pipeline.jobvertex-parallelism-overrides";

    private ChangeClassifier() {}

    /** As {@link #classify(Fields, Fields, DeploymentMode)}, in the mode of the new spec. */
    public static Classified classify(Fields oldSpec, Fields newSpec) {
        return classify(oldSpec, newSpec, DeploymentMode.of(newSpec));
    }

    /**
     * Compares two specs, usually the one upstream reconciled last and the one that is asked for.
     *
     * @param mode the deployment mode upstream goes by: that of the new spec
     */
    public static Classified classify(Fields oldSpec, Fields newSpec, DeploymentMode mode) {
        SortedMap<String, SpecChange> changes = new TreeMap<>();
        for (String name : union(oldSpec.names(), newSpec.names())) {
            if (name.equals(FlinkConfiguration.FIELD)) {
                changes.putAll(configuration(oldSpec, newSpec, mode));
            } else if (COMPARED_INSIDE.contains(name) && oldSpec.has(name) && newSpec.has(name)) {
                changes.putAll(inside(name, oldSpec.object(name), newSpec.object(name), mode));
            } else if (!SpecEquality.same(oldSpec, newSpec, name)) {
                changes.put(name, effect(name, newSpec.has(name), mode));
            }
        }
        SpecChange strongest = changes.values().stream().reduce(SpecChange.NONE, SpecChange::and);
        return new Classified(strongest, new ArrayList<>(changes.keySet()));
    }

    private static Map<String, SpecChange> inside(
            String parent, Fields before, Fields after, DeploymentMode mode) {
        Map<String, SpecChange> changes = new TreeMap<>();
        for (String name : union(before.names(), after.names())) {
            String path = parent + "." + name;
            if (!SpecEquality.same(before, after, parent, name)) {
                changes.put(path, effect(path, after.has(name), mode));
            }
        }
        return changes;
    }

    private static SpecChange effect(String path, boolean present, DeploymentMode mode) {
        if (!present && REMOVAL_IGNORED.contains(path)) {
            return SpecChange.IGNORE;
        }
        if (mode == DeploymentMode.STANDALONE && SCALED_IF_STANDALONE.contains(path)) {
            return SpecChange.SCALE;
        }
        return IGNORED.getOrDefault(path, SpecChange.UPGRADE);
    }

    private static Map<String, SpecChange> configuration(
            Fields oldSpec, Fields newSpec, DeploymentMode mode) {
        FlinkConfiguration before = FlinkConfiguration.of(oldSpec);
        FlinkConfiguration after = FlinkConfiguration.of(newSpec);
        Map<String, SpecChange> changes = new TreeMap<>();
        for (String key : union(before.entries().keySet(), after.entries().keySet())) {
            if (!before.value(key).equals(after.value(key))) {
                changes.put(FlinkConfiguration.FIELD + "." + key, effectOfKey(key, mode));
            }
        }
        return changes;
    }

    /** What a change of one flat key of {@code flinkConfiguration} does. */
    public static SpecChange effectOfKey(String key, DeploymentMode mode) {
        if (IGNORED_KEYS.stream().anyMatch(key::startsWith)) {
            return SpecChange.IGNORE;
        }
        return mode == DeploymentMode.NATIVE && key.startsWith(OVERRIDES)
                ? SpecChange.SCALE
                : SpecChange.UPGRADE;
    }

    private static SortedSet<String> union(Set<String> one, Set<String> other) {
        SortedSet<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }
}
