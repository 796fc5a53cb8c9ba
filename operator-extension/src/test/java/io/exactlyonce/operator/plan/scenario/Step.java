package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.deployment.Fields;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing somebody does.
 *
 * @param where file name, for messages and for the request's uid
 * @param number two digits; empty for a step that only prepares the story
 * @param verb what is done
 * @param what the value of the verb, nulls included
 * @param modifiers the other keys of the file
 */
record Step(String where, String number, String verb, Object what, Map<String, Object> modifiers) {
    private static final Set<String> VERBS =
            Set.of(
                    "apply",
                    "serverSideApply",
                    "create",
                    "replace",
                    "edit",
                    "upstream",
                    "status",
                    "scale",
                    "delete",
                    "policy");
    private static final Set<String> MODIFIERS =
            Set.of("by", "force", "stored", "of", "surroundings");

    static Step of(String where, String number, Map<String, Object> document) {
        String verb =
                document.keySet().stream()
                        .filter(VERBS::contains)
                        .reduce(
                                (one, other) -> {
                                    throw new IllegalArgumentException(where + ": two verbs");
                                })
                        .orElseThrow(() -> new IllegalArgumentException(where + ": no verb"));
        document.keySet().stream()
                .filter(key -> !key.equals(verb) && !MODIFIERS.contains(key))
                .findFirst()
                .ifPresent(
                        key -> {
                            throw new IllegalArgumentException(where + ": unknown key " + key);
                        });
        Object what = document.get(verb);
        return new Step(where, number, verb, what == null ? Map.of() : what, document);
    }

    boolean isGiven() {
        return number.isEmpty();
    }

    /** The value of the verb as an object. */
    Map<?, ?> fields() {
        if (what instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException(where + ": " + verb + " needs an object");
    }

    String word() {
        return String.valueOf(what);
    }

    String by(String otherwise) {
        return modifier("by").map(String::valueOf).orElse(otherwise);
    }

    boolean force() {
        return modifier("force").filter(Boolean.TRUE::equals).isPresent();
    }

    /** False for a dry run, and for a write that loses a race after admission. */
    boolean isStored() {
        return modifier("stored").filter(Boolean.FALSE::equals).isEmpty();
    }

    /** What else is in the cluster. */
    Fields surroundings() {
        return modifier("surroundings")
                .filter(Map.class::isInstance)
                .map(map -> MergePatch.apply(Fields.EMPTY, (Map<?, ?>) map))
                .orElse(Fields.EMPTY);
    }

    Optional<Object> modifier(String name) {
        @Nullable Object value = modifiers.get(name);
        return Optional.ofNullable(value);
    }
}
