package io.exactlyonce.operator.port;

/** What was observed is not so any more: observe again, and plan again. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what was changed or removed by somebody else, as the start of a sentence
     */
    public ConflictException(String what, Throwable cause) {
        super(what + " was written by somebody else in between", cause);
    }
}
