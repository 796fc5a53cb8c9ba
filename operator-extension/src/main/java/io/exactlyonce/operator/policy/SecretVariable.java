package io.exactlyonce.operator.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An environment variable of the job's containers that comes from a Secret.
 *
 * @param variable its name
 * @param secret where its value lies
 */
public record SecretVariable(String variable, SecretKey secret) {
    /** An entry of Flink's {@code kubernetes.env.secretKeyRef}. */
    public String entry() {
        return "env:" + variable + ",secret:" + secret.name() + ",key:" + secret.key();
    }

    /** A whole value of {@code kubernetes.env.secretKeyRef}. */
    public static String join(List<SecretVariable> variables) {
        return variables.stream().map(SecretVariable::entry).collect(Collectors.joining(";"));
    }

    /**
     * The entries of a value of {@code kubernetes.env.secretKeyRef}; others than such are left out.
     */
    public static List<SecretVariable> parse(String value) {
        return Stream.of(value.split(";")).flatMap(entry -> parseEntry(entry).stream()).toList();
    }

    private static Optional<SecretVariable> parseEntry(String entry) {
        List<String> values = new ArrayList<>();
        for (String name : List.of("env:", "secret:", "key:")) {
            Stream.of(entry.split(","))
                    .map(String::strip)
                    .filter(part -> part.startsWith(name))
                    .map(part -> part.substring(name.length()).strip())
                    .findFirst()
                    .ifPresent(values::add);
        }
        return values.size() == 3
                ? Optional.of(
                        new SecretVariable(
                                values.get(0), new SecretKey(values.get(1), values.get(2))))
                : Optional.empty();
    }
}
