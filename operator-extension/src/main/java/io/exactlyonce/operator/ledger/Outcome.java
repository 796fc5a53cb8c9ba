package io.exactlyonce.operator.ledger;

import java.util.Arrays;

/** What became of a revision. */
public enum Outcome {
    /** Admitted; upstream has not begun with it. */
    PLANNED("Planned", false),
    /** Upstream has begun with it; nothing has shown yet that it runs. */
    DEPLOYING("Deploying", false),
    /** The running JobManager's own configuration names it. */
    LIVE("Live", false),
    /** Stopped on request; the next one takes over its state. */
    SUSPENDED("Suspended", false),
    /** A later one restored its state and completed a checkpoint. */
    RETIRED("Retired", true),
    /** Upstream went back from it to the one before. */
    ROLLED_BACK("RolledBack", true),
    /** Its job failed for good. */
    FAILED("Failed", true),
    /** Its job came to its end. */
    FINISHED("Finished", true),
    /** Its number was given out, and it left the spec before it was deployed. */
    SKIPPED("Skipped", true),
    /** It does not run any more, and nothing proves that a later one took over its state. */
    SUPERSEDED("Superseded", true),
    /** Nothing is known of it but its prefix. */
    UNKNOWN("Unknown", true);

    private final String text;
    private final boolean past;

    Outcome(String text, boolean past) {
        this.text = text;
        this.past = past;
    }

    /** As it is written in a status. */
    public String text() {
        return text;
    }

    /** Whether it is only history: neither running, nor on its way, nor waiting to be resumed. */
    public boolean isPast() {
        return past;
    }

    /** The outcome of a text; one of another version is {@code UNKNOWN}. */
    public static Outcome of(String text) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.text.equals(text))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
