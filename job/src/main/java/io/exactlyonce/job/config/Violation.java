package io.exactlyonce.job.config;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One reason why a job may not start.
 *
 * @param field the configuration key, or the thing, that is wrong
 * @param observed what was seen there
 * @param why why that endangers exactly-once
 * @param fix the change that mends it
 */
public record Violation(String field, String observed, String why, String fix)
        implements Serializable {

    @Override
    public String toString() {
        return field + ": " + observed + ". " + why + ". Fix: " + fix + ".";
    }

    /** All violations as one message, numbered. */
    public static String describe(List<Violation> violations) {
        String lines =
                violations.stream()
                        .map(violation -> "\n  - " + violation)
                        .collect(Collectors.joining());
        return "The job was refused before it could endanger data: "
                + violations.size()
                + (violations.size() == 1 ? " violation." : " violations.")
                + lines;
    }
}
