package io.exactlyonce.operator.transaction;

import java.time.Instant;

/**
 * A producer with an open transaction, as the leader of a partition knows it. The leader holds the
 * last stable offset by this alone, whatever the transaction coordinator says.
 *
 * @param producerId of the producer
 * @param epoch of the producer
 * @param coordinatorEpoch of the last marker, which an abort by hand has to name; -1 if none came
 * @param startOffset of its first record in the open transaction
 * @param lastWrite when its last record came
 */
public record OpenProducer(
        long producerId, int epoch, int coordinatorEpoch, long startOffset, Instant lastWrite) {}
