package io.exactlyonce.operator.storage;

/** A storage cannot be read: nothing may be concluded from what it does not show. */
final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason a sentence fit for a status: no text of a server or of a file is in it
     */
    StorageException(String reason) {
        super(reason);
        this.reason = reason;
    }

    StorageException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
