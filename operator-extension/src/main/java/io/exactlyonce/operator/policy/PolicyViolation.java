package io.exactlyonce.operator.policy;

/**
 * A field of a policy that cannot be used.
 *
 * @param field path, as the user writes it: {@code spec.checkpoints.storage}
 * @param observed what was seen there; empty if the field is absent
 * @param reason why it endangers exactly-once, or trust
 * @param fix what to write instead
 */
public record PolicyViolation(String field, String observed, String reason, String fix) {
    private static final int LONGEST = 120;

    /** Observed value with its field → why it matters → what to change. */
    public String message() {
        return field
                + (observed.isEmpty() ? " is not set" : " is '" + shown() + "'")
                + ": "
                + reason
                + ". "
                + fix
                + ".";
    }

    // A hostile value must not fill a log or forge a line of it.
    private String shown() {
        String line = observed.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
