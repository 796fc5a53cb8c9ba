package io.exactlyonce.operator.snapshot;

/**
 * A transaction that a snapshot holds pending: its records are counted as written by the state, so
 * it has to be committed by whoever starts from the snapshot.
 *
 * @param transactionalId in full
 * @param producerId as the broker gave it to the writer
 * @param epoch of the producer; a later one has fenced this one
 */
public record Committable(String transactionalId, long producerId, int epoch) {}
