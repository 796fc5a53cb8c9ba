package io.exactlyonce.job.fault;

import java.io.IOException;

/** Code of a test that runs inside a job at its critical points; it may throw or block there. */
interface Fault {
    /** No fault. */
    Fault NONE = new Fault() {};

    /** Before a record is stamped and written. */
    default void onRecord() {}

    /** In the synchronous part of a checkpoint, after the source and before the sink. */
    default void onSnapshot(long checkpoint) throws InterruptedException {}

    /**
     * When a checkpoint is complete and its transactions are about to be committed.
     *
     * @param attempt 0 for the first run of the task, one more after each restart
     */
    default void beforeCommit(int attempt) throws IOException {}

    /** When the broker committed, but nobody took note yet. */
    default void afterCommit(int attempt) throws IOException {}

    /** A failure on purpose. */
    final class Planned extends RuntimeException {
        Planned(String where) {
            super("Planned failure: " + where);
        }
    }
}
