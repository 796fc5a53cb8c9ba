package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.condition.Reason;

/** What came of reading the Secrets by which the storage of a policy is reached. */
public sealed interface StorageAnswer {
    /** All can be read, or none is needed. */
    record Readable() implements StorageAnswer {}

    /**
     * Snapshots cannot be read.
     *
     * @param reason for the condition
     * @param message what was seen, with what to change
     */
    record Failed(Reason reason, String message) implements StorageAnswer {}
}
