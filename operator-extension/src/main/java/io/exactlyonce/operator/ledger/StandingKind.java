package io.exactlyonce.operator.ledger;

import java.util.Arrays;

/** What is to become of an open transaction, in one word. */
public enum StandingKind {
    /** Its revision runs and will finish it. */
    LIVE("Live"),
    /** A snapshot that may be restored holds it pending. */
    PROTECTED("Protected"),
    /** Nobody will finish it; readers wait for its end. */
    ORPHAN("Orphan"),
    /** Whether anybody will finish it cannot be told at present. */
    UNDECIDED("Undecided");

    private final String text;

    StandingKind(String text) {
        this.text = text;
    }

    /** As it is written in a status. */
    public String text() {
        return text;
    }

    /** The kind of a text; one of another version is {@code UNDECIDED}. */
    public static StandingKind of(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text.equals(text))
                .findFirst()
                .orElse(UNDECIDED);
    }
}
