package io.exactlyonce.operator.condition;

/**
 * Something that endangers exactly-once, said so that the reader can mend it.
 *
 * @param code stable name of the rule
 * @param field path of the field as the user writes it, {@code
 *     spec.flinkConfiguration["execution.checkpointing.mode"]}
 * @param observed what was seen, with its unit, as the end of "field is …"
 * @param reason why it endangers exactly-once; no full stop
 * @param fix the exact thing to do; no full stop
 */
public record Violation(Code code, String field, String observed, String reason, String fix) {

    /** Path of a key of {@code spec.flinkConfiguration}. */
    public static String configuration(String key) {
        return "spec.flinkConfiguration[\"" + key + "\"]";
    }

    /** One line: code, observed value with its field, why it matters, what to change. */
    public String message() {
        return code.id() + " " + field + " is " + observed + ": " + reason + ". " + fix + ".";
    }
}
