package io.exactlyonce.operator.storage;

import org.jspecify.annotations.Nullable;

/** A storage cannot be read: nothing may be concluded from what it does not show. */
final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean outOfReach;

    /**
     * @param reason a sentence fit for a status: no text of a server or of a file is in it
     */
    StorageException(String reason) {
        super(reason);
        this.reason = reason;
        this.outOfReach = false;
    }

    StorageException(String reason, Throwable cause) {
        this(reason, cause, false);
    }

    private StorageException(String reason, @Nullable Throwable cause, boolean outOfReach) {
        super(reason, cause);
        this.reason = reason;
        this.outOfReach = outOfReach;
    }

    /**
     * The storage answered too slowly: to ask at once again takes as long, and holds up all others
     * meanwhile.
     */
    static StorageException outOfReach(String reason) {
        return new StorageException(reason, null, true);
    }

    /** The storage did not answer, or has an error of its own: to ask at once again is no use. */
    static StorageException outOfReach(String reason, Throwable cause) {
        return new StorageException(reason, cause, true);
    }

    boolean isOutOfReach() {
        return outOfReach;
    }

    String reason() {
        return reason;
    }
}
