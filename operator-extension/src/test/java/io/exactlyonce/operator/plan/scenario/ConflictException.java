package io.exactlyonce.operator.plan.scenario;

/** What the API server answers to a server-side apply before it asks any webhook. */
final class ConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    ConflictException(String message) {
        super(message);
    }
}
