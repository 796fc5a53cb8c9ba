package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.deployment.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads field after field and remembers what is wrong instead of stopping at the first error. After
 * an error it answers with some harmless value; the policy is not used then.
 */
final class SpecReader {
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Pattern SECRET_KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

    private static final String OUT_OF_RANGE =
            "how long transactions must stay open is computed from it, and only ";

    private static final long SECONDS_OF_A_DAY = 86_400;

    private final Fields object;
    private final List<PolicyViolation> found;

    SpecReader(Fields object) {
        this.object = object;
        this.found = new ArrayList<>(PolicyShape.violations(object));
    }

    Fields object() {
        return object;
    }

    List<PolicyViolation> violations() {
        return List.copyOf(found);
    }

    boolean has(PolicyField field) {
        return object.has(field.steps());
    }

    /** The text as it was written, or the default; empty if there is neither. */
    Optional<String> optional(PolicyField field) {
        return object.at(field.steps())
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .or(() -> Optional.of(field.fallback()).filter(text -> !text.isEmpty()));
    }

    /** The text, or its default; reported and empty if it is required and absent. */
    String required(PolicyField field, String reason, String fix) {
        Optional<String> text = optional(field).filter(written -> !written.isBlank());
        if (text.isEmpty() && !isMistyped(field)) {
            report(
                    new PolicyViolation(
                            field.path(),
                            text(field).isPresent() ? "empty" : PolicyViolation.NOT_SET,
                            reason,
                            fix));
        }
        return text.orElse("");
    }

    private Optional<String> text(PolicyField field) {
        return object.text(field.steps());
    }

    private boolean isMistyped(PolicyField field) {
        return object.at(field.steps()).filter(value -> !(value instanceof String)).isPresent();
    }

    SecretKey secret(PolicyField name, PolicyField key) {
        String secret =
                required(
                        name,
                        "without the Secret there is nothing to log in with",
                        "Name a Secret in the namespace of the policy");
        if (!secret.isEmpty() && !SECRET_NAME.matcher(secret).matches()) {
            report(
                    name,
                    secret,
                    "no Secret can have that name, and it could forge entries of"
                            + " kubernetes.env.secretKeyRef",
                    "Use the name of a Secret: a-z, 0-9, '-' and '.', at most 253 characters");
        }
        return new SecretKey(secret, secretKey(key));
    }

    /** A key of a Secret's data, or its default. */
    String secretKey(PolicyField key) {
        String entry = optional(key).orElse(key.fallback());
        if (!SECRET_KEY.matcher(entry).matches()) {
            report(
                    key,
                    entry,
                    "no Secret can have that key, and it could forge entries of"
                            + " kubernetes.env.secretKeyRef",
                    "Use a key of the Secret's data: a-z, A-Z, 0-9, '-', '_' and '.'");
        }
        return entry;
    }

    Duration duration(PolicyField field, Duration minimum, Duration maximum) {
        String text = optional(field).orElse(field.fallback());
        Optional<Duration> duration = DurationText.parse(text);
        if (duration.isEmpty()) {
            report(
                    field,
                    text,
                    "it is no duration, and a wrong unit is wrong by a factor of 60 or 1,000",
                    "Write whole numbers with units, such as 90s, 2m or 1h30m");
            return minimum;
        }
        Duration value = duration.get();
        if (value.compareTo(minimum) < 0 || value.compareTo(maximum) > 0) {
            report(
                    field,
                    text,
                    OUT_OF_RANGE + shown(minimum) + " to " + shown(maximum) + " make sense",
                    "Choose a value within, or remove it for the default, " + field.fallback());
            return minimum;
        }
        return value;
    }

    private static String shown(Duration duration) {
        if (duration.isZero() || duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSeconds() % SECONDS_OF_A_DAY == 0
                ? duration.toDays() + "d"
                : duration.toSeconds() + "s";
    }

    int integer(PolicyField field, int minimum, int maximum) {
        long value = object.number(field.steps()).orElseGet(() -> Long.valueOf(field.fallback()));
        if (value < minimum || value > maximum) {
            report(
                    field,
                    Long.toString(value),
                    OUT_OF_RANGE + minimum + " to " + maximum + " make sense",
                    "Choose a value within, or remove it for the default, " + field.fallback());
            return minimum;
        }
        return (int) value;
    }

    boolean flag(PolicyField field) {
        return object.isTrue(field.steps());
    }

    /** One of the values of an enum. */
    <T extends Choice> T choice(PolicyField field, T[] values) {
        String text =
                required(
                        field,
                        "there is no default that would be right for everybody",
                        "Set one of " + String.join(", ", field.choices()));
        Optional<T> chosen =
                Arrays.stream(values).filter(value -> value.text().equals(text)).findFirst();
        if (chosen.isEmpty() && !text.isEmpty()) {
            report(
                    field,
                    text,
                    "it is none of the values there are, so nobody could say what happens",
                    "Set one of " + String.join(", ", field.choices()));
        }
        return chosen.orElse(values[0]);
    }

    void report(PolicyField field, String observed, String reason, String fix) {
        report(field.path(), observed, reason, fix);
    }

    void report(String path, String observed, String reason, String fix) {
        report(new PolicyViolation(path, PolicyViolation.quoted(observed), reason, fix));
    }

    void report(PolicyViolation violation) {
        found.add(violation);
    }
}
