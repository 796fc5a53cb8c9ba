package io.exactlyonce.job.record;

/** A record that no retry can make processable. */
public final class PoisonException extends Exception {
    private final String reason;

    public PoisonException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Why the record cannot be processed, in one line. */
    public String reason() {
        return reason;
    }
}
