package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * EO1004 of what should be an object and is none. An API server lets text pass as {@code
 * spec.flinkConfiguration}: the CRD says nothing of its type there. Whatever is added would take
 * the text's place, so no plan can be made.
 */
final class Shape {
    /** What we add to, and what a decision looks into. */
    private static final List<String[]> OBJECTS =
            List.of(
                    new String[] {"metadata", "annotations"},
                    new String[] {"spec"},
                    new String[] {"spec", "flinkConfiguration"},
                    new String[] {"spec", "job"},
                    new String[] {"spec", "jobManager"},
                    new String[] {"spec", "taskManager"});

    private Shape() {}

    static List<Violation> violations(FlinkDeployment deployment) {
        List<Violation> found = new ArrayList<>();
        for (String[] path : OBJECTS) {
            violation(deployment.object(), path).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    private static Optional<Violation> violation(Fields object, String... path) {
        return object.at(path)
                .filter(value -> !(value instanceof Map))
                .map(
                        value ->
                                new Violation(
                                        Code.VALUE_UNREADABLE,
                                        String.join(".", path),
                                        observed(value),
                                        "nothing in it counts as a setting, and what has to be added"
                                                + " would take its place",
                                        fix(value, path[path.length - 1])));
    }

    private static String observed(Object value) {
        return value instanceof List
                ? "a list, not an object"
                : Shown.of(String.valueOf(value)) + ", which is " + kind(value) + ", not an object";
    }

    private static String kind(Object value) {
        if (value instanceof Boolean) {
            return "a flag";
        }
        return value instanceof Number ? "a number" : "text";
    }

    private static String fix(Object value, String field) {
        boolean block = value instanceof String text && text.contains(":");
        return block
                ? "Remove the | or > after " + field + ":, so that its lines become fields"
                : "Write its fields as 'name: value' below " + field + ":, or remove it";
    }
}
