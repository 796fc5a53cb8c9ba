package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What upstream does about a change, by the table that was tested against 1.15 (native mode).
 * Written apart from the product's classifier, so that each is checked by the other.
 */
final class UpstreamDiff {
    /** From nothing to the most. */
    enum Effect {
        IGNORE,
        SCALE,
        UPGRADE,
        REDEPLOY
    }

    private static final String CONFIGURATION = "flinkConfiguration.";
    private static final Set<String> NONCES = Set.of("restartNonce", "job.savepointRedeployNonce");
    private static final Set<String> IGNORED =
            Set.of(
                    "job.upgradeMode",
                    "job.initialSavepointPath",
                    "job.allowNonRestoredState",
                    "job.savepointTriggerNonce");

    private UpstreamDiff() {}

    static Effect effect(Fields before, Fields after) {
        if (before.equals(after)) {
            return Effect.IGNORE;
        }
        Map<String, String> old = flat(before);
        Map<String, String> now = flat(after);
        Set<String> names = new HashSet<>(old.keySet());
        names.addAll(now.keySet());
        Effect strongest = Effect.IGNORE;
        for (String name : names) {
            String value = now.get(name);
            if (value == null || !value.equals(old.get(name))) {
                Effect one = effect(name, value);
                strongest = one.compareTo(strongest) > 0 ? one : strongest;
            }
        }
        return strongest;
    }

    private static Effect effect(String name, @Nullable String value) {
        if (isIgnored(name) || (value == null && NONCES.contains(name))) {
            return Effect.IGNORE;
        }
        if (name.equals("job.savepointRedeployNonce")) {
            return Effect.REDEPLOY;
        }
        return name.startsWith(CONFIGURATION + "pipeline.jobvertex-parallelism-overrides")
                ? Effect.SCALE
                : Effect.UPGRADE;
    }

    private static boolean isIgnored(String name) {
        return IGNORED.contains(name)
                || name.startsWith(CONFIGURATION + "kubernetes.operator.")
                || name.startsWith(CONFIGURATION + "job.autoscaler.")
                || name.startsWith(CONFIGURATION + "parallelism.default");
    }

    /**
     * What a job of this spec is: two specs with one fingerprint are one revision. Nonces only
     * restart a job, and the state of the job is no part of what it is.
     */
    static Map<String, String> fingerprint(Map<String, String> flat) {
        Map<String, String> fingerprint = new HashMap<>(flat);
        fingerprint
                .keySet()
                .removeIf(
                        name ->
                                isIgnored(name)
                                        || NONCES.contains(name)
                                        || name.equals("job.state"));
        return fingerprint;
    }

    /**
     * Flat as upstream sees it: of two forms of a key the flatter one wins. The state that is its
     * default is the same as none.
     */
    static Map<String, String> flat(Fields spec) {
        Map<String, String> flat = new HashMap<>();
        Map<String, Integer> depths = new HashMap<>();
        for (Map.Entry<List<String>, Object> leaf : Leaves.of(spec).values().entrySet()) {
            String name = String.join(".", leaf.getKey());
            int depth = leaf.getKey().size();
            if (depth <= depths.getOrDefault(name, Integer.MAX_VALUE)) {
                depths.put(name, depth);
                flat.put(name, String.valueOf(leaf.getValue()));
            }
        }
        flat.remove("job.state", "running");
        return flat;
    }
}
