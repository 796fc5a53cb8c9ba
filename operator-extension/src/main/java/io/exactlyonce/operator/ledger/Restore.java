package io.exactlyonce.operator.ledger;

import java.util.Arrays;

/**
 * How a revision really started, which may be another way than the spec asked for.
 *
 * @param mode how
 * @param path snapshot it started from; empty text if there is none or it is not known
 * @param confirmed whether the running JobManager said so; otherwise it is upstream's account,
 *     which can be wrong
 */
public record Restore(Mode mode, String path, boolean confirmed) {
    /** Nothing is known. */
    public static final Restore UNKNOWN = new Restore(Mode.UNKNOWN, "", false);

    /** The same, as an account that is still to be confirmed. */
    public Restore unconfirmed() {
        return new Restore(mode, path, false);
    }

    /** What a revision's state came from. */
    public enum Mode {
        /** Empty state. */
        STATELESS("Stateless"),
        /** A savepoint that the revision before was stopped with. */
        SAVEPOINT("Savepoint"),
        /** The newest checkpoint of the revision before, under its job id. */
        LAST_STATE("LastState"),
        /** A snapshot that somebody chose, our own recovery included. */
        FORK("Fork"),
        UNKNOWN("Unknown");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        /** As it is written in a status. */
        public String text() {
            return text;
        }

        /** The mode of a text; one of another version is {@code UNKNOWN}. */
        public static Mode of(String text) {
            return Arrays.stream(values())
                    .filter(mode -> mode.text.equals(text))
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }
}
