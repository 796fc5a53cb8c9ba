package io.exactlyonce.operator.policy;

/**
 * A field of a policy that cannot be used. Messages go to statuses, events and logs, so what is
 * shown is short, on one line, and free of credentials.
 *
 * @param field path, as the user writes it: {@code spec.checkpoints.storage}
 * @param observed what was seen there, as a phrase: {@code '60'}, {@code not set}, {@code a list}
 * @param reason why it endangers exactly-once, or trust
 * @param fix what to write instead
 */
public record PolicyViolation(String field, String observed, String reason, String fix) {
    /** Nothing was seen. */
    public static final String NOT_SET = "not set";

    private static final int LONGEST = 120;

    /** Cleans path and phrase. */
    public PolicyViolation {
        field = shortened(field, 2 * LONGEST);
        observed = shortened(observed, 2 * LONGEST);
    }

    /**
     * A value in quotes, as {@link #observed} shows it; user name and password in it are not shown.
     */
    public static String quoted(String value) {
        return "'" + shortened(value.replaceAll("[^/@\\s,]*:[^/@\\s]*@", "***@"), LONGEST) + "'";
    }

    /** Observed value with its field → why it matters → what to change. */
    public String message() {
        return field + " is " + observed + ": " + reason + ". " + fix + ".";
    }

    // A hostile text must not fill a log or forge a line of it.
    private static String shortened(String text, int longest) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }
}
