package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.deployment.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON merge patches (RFC 7386): an object is merged, anything else replaces, null removes. */
final class MergePatch {
    private MergePatch() {}

    /** The object with a patch applied; the patch may hold nulls. */
    static Fields apply(Fields object, Map<?, ?> patch) {
        return new Fields(merged(object.values(), patch));
    }

    /**
     * The patch that {@code kubectl apply} sends for a custom resource: what the file has otherwise
     * than the live object, and null for what the file had when it was applied last and has no
     * more.
     */
    static Map<String, Object> threeWay(Fields lastApplied, Fields file, Fields live) {
        Map<String, Object> patch = additions(live.values(), file.values());
        deletions(lastApplied.values(), file.values(), patch);
        return patch;
    }

    private static Map<String, Object> merged(@Nullable Object target, Map<?, ?> patch) {
        Map<String, Object> result = new LinkedHashMap<>();
        if (target instanceof Map<?, ?> map) {
            map.forEach((name, value) -> result.put(String.valueOf(name), value));
        }
        patch.forEach(
                (key, value) -> {
                    String name = String.valueOf(key);
                    if (value == null) {
                        result.remove(name);
                    } else if (value instanceof Map<?, ?> inner) {
                        result.put(name, merged(result.get(name), inner));
                    } else {
                        result.put(name, value);
                    }
                });
        return result;
    }

    private static Map<String, Object> additions(Map<?, ?> from, Map<?, ?> to) {
        Map<String, Object> patch = new LinkedHashMap<>();
        to.forEach(
                (name, value) -> {
                    Object before = from.get(name);
                    if (value instanceof Map<?, ?> inner && before instanceof Map<?, ?> outer) {
                        Map<String, Object> below = additions(outer, inner);
                        if (!below.isEmpty()) {
                            patch.put(String.valueOf(name), below);
                        }
                    } else if (!Objects.equals(value, before)) {
                        patch.put(String.valueOf(name), value);
                    }
                });
        return patch;
    }

    private static void deletions(Map<?, ?> from, Map<?, ?> to, Map<String, Object> patch) {
        from.forEach(
                (key, before) -> {
                    String name = String.valueOf(key);
                    if (!to.containsKey(key)) {
                        patch.put(name, null);
                    } else if (before instanceof Map<?, ?> outer
                            && to.get(key) instanceof Map<?, ?> inner) {
                        Map<String, Object> below = new LinkedHashMap<>();
                        if (patch.get(name) instanceof Map<?, ?> there) {
                            there.forEach((step, value) -> below.put(String.valueOf(step), value));
                        }
                        deletions(outer, inner, below);
                        if (!below.isEmpty()) {
                            patch.put(name, below);
                        }
                    }
                });
    }
}
