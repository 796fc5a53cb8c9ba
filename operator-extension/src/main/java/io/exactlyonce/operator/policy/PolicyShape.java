package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.PolicyField.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds fields nobody knows and values of another type. The API server does so as well, but a file
 * that is verified offline has not seen it, and it drops an unknown field without a word.
 */
final class PolicyShape {
    private static final Set<String> ROOT =
            Set.of("apiVersion", "kind", "metadata", "spec", "status");

    private final List<PolicyViolation> found = new ArrayList<>();

    private PolicyShape() {}

    static List<PolicyViolation> violations(Fields object) {
        PolicyShape shape = new PolicyShape();
        object.names().stream()
                .filter(name -> !ROOT.contains(name))
                .forEach(name -> shape.unknown(name, name, SpellingSuggestion.of(name, ROOT)));
        Object spec = object.at("spec").orElse(Map.of());
        if (spec instanceof Map<?, ?> members) {
            shape.members("spec", "spec", members);
        } else {
            shape.wrongType("spec", spec, Kind.OBJECT);
        }
        return List.copyOf(shape.found);
    }

    /**
     * Judges the members of an object.
     *
     * @param shown path with the positions in lists
     * @param path path as in the list of fields
     */
    private void members(String shown, String path, Map<?, ?> members) {
        members.forEach(
                (key, value) -> {
                    String name = String.valueOf(key);
                    String below = shown + "." + name;
                    PolicyField.at(path + "." + name)
                            .ifPresentOrElse(
                                    field -> value(below, field, value),
                                    () -> unknown(below, name, meant(path, name)));
                });
    }

    private void value(String shown, PolicyField field, Object value) {
        if (!hasType(field.kind(), value)) {
            wrongType(shown, value, field.kind());
        } else if (field.kind() == Kind.OBJECT && value instanceof Map<?, ?> members) {
            members(shown, field.path(), members);
        } else if (field.kind() == Kind.MAP && value instanceof Map<?, ?> entries) {
            entries.forEach(
                    (name, entry) -> {
                        if (!(entry instanceof String)) {
                            wrongType(shown + "." + name, entry, Kind.TEXT);
                        }
                    });
        } else if (value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                String item = shown + "[" + i + "]";
                if (items.get(i) instanceof Map<?, ?> members) {
                    members(item, field.path() + "[]", members);
                } else {
                    wrongType(item, items.get(i), Kind.OBJECT);
                }
            }
        }
    }

    private static boolean hasType(Kind kind, Object value) {
        return switch (kind) {
            case OBJECT, MAP -> value instanceof Map;
            case LIST -> value instanceof List;
            case TEXT, CHOICE, DURATION -> value instanceof String;
            case INTEGER -> value instanceof Integer || value instanceof Long;
            case BOOLEAN -> value instanceof Boolean;
        };
    }

    private void wrongType(String shown, Object value, Kind kind) {
        found.add(
                new PolicyViolation(
                        shown,
                        shown(value),
                        "a value of another type would be read as something nobody chose",
                        "Write " + kind.description()));
    }

    private static String shown(Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        return value instanceof List ? "a list" : PolicyViolation.quoted(value.toString());
    }

    /** Without its value: what stands in a field nobody knows may be a password. */
    private void unknown(String shown, String name, Optional<String> meant) {
        found.add(
                new PolicyViolation(
                        shown,
                        "no field of a policy",
                        "a setting that is not read does not do what its author expects",
                        meant.map(field -> "Did you mean " + field + "? Otherwise remove it")
                                .orElse("Remove " + name)));
    }

    /** A sibling with nearly that name, else the field of exactly that name somewhere else. */
    private static Optional<String> meant(String parent, String name) {
        List<String> siblings =
                Arrays.stream(PolicyField.values())
                        .filter(field -> field.parent().equals(parent))
                        .map(PolicyField::label)
                        .toList();
        return SpellingSuggestion.of(name, siblings)
                .or(
                        () ->
                                Arrays.stream(PolicyField.values())
                                        .filter(field -> field.label().equals(name))
                                        .map(PolicyField::path)
                                        .findFirst());
    }
}
