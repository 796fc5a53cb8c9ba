package io.exactlyonce.operator.ledger;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that a snapshot holds pending and the brokers have aborted: its records were
 * counted as written, and never will be.
 *
 * @param transactionalId in full
 * @param producerId of its producer; {@value #UNKNOWN} if that was not written down
 * @param epoch of that producer; {@value #UNKNOWN} likewise
 * @param revision it belongs to; 0 if that cannot be told
 * @param snapshot that holds it pending; empty text if that is not known
 * @param seenAt when it was found out
 * @param handledAt since when a later revision is live that has committed, so that somebody has
 *     acted; null if none is
 */
public record Loss(
        String transactionalId,
        long producerId,
        int epoch,
        int revision,
        String snapshot,
        Instant seenAt,
        @Nullable Instant handledAt) {
    /** Of a producer that is not known. */
    public static final int UNKNOWN = -1;

    public Optional<Instant> handled() {
        return Optional.ofNullable(handledAt);
    }

    /**
     * Whether it is the same transaction, and not only the same id, which is used again: by POOLING
     * all the time. A transaction that the brokers have aborted was the last one of its epoch.
     */
    public boolean isSameAs(Loss other) {
        boolean known = producerId != UNKNOWN && other.producerId != UNKNOWN;
        return transactionalId.equals(other.transactionalId)
                && (known
                        ? producerId == other.producerId && epoch == other.epoch
                        : snapshot.equals(other.snapshot));
    }

    Loss of(String other) {
        return new Loss(transactionalId, producerId, epoch, revision, other, seenAt, handledAt);
    }

    Loss handledAt(Instant live) {
        return handledAt != null || !live.isAfter(seenAt)
                ? this
                : new Loss(transactionalId, producerId, epoch, revision, snapshot, seenAt, live);
    }
}
