package io.exactlyonce.operator.revision;

/**
 * A value that cannot be part of a transactional-id prefix.
 *
 * @param field path of the field, as the user writes it
 * @param observed the value that was seen
 * @param reason why it endangers exactly-once
 * @param fix what to write instead
 */
public record FieldViolation(String field, String observed, String reason, String fix) {

    /** Observed value with its field → why it matters → what to change. */
    public String message() {
        return field + " is '" + observed + "': " + reason + ". " + fix + ".";
    }
}
