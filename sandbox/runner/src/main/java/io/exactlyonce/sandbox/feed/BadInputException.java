package io.exactlyonce.sandbox.feed;

/** The file cannot be used as input; the message is one line for the user. */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message);
    }
}
