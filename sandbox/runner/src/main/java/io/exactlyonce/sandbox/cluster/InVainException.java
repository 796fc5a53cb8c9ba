package io.exactlyonce.sandbox.cluster;

/** Something that was waited for did not come, or cannot come any more; the message says what. */
public final class InVainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InVainException(String message) {
        super(message);
    }
}
