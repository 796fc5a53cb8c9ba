package io.exactlyonce.job.commit;

/**
 * A transaction that is written, flushed and part of a completed checkpoint, and has to be
 * committed.
 *
 * @param transactionalId in full
 * @param producerId as the broker gave it to the writer
 * @param epoch of the writer's producer when it had written the last record
 */
record PendingCommit(String transactionalId, long producerId, int epoch) {}
