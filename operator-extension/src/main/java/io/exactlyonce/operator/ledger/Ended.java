package io.exactlyonce.operator.ledger;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that the operator has decided to end, because nobody else will. It is recorded
 * before it is done, so that a crash in between leaves a trace.
 *
 * @param transactionalId in full
 * @param how it is ended
 * @param revision it belongs to
 * @param producerId of the producer whose transaction it is; only that one is ended
 * @param epoch of that producer
 * @param snapshot that holds it pending; empty text if it is aborted, or that is not known
 * @param decidedAt when
 * @param doneAt when it was first seen not to be open any more; null if it still is
 */
public record Ended(
        String transactionalId,
        How how,
        int revision,
        long producerId,
        int epoch,
        String snapshot,
        Instant decidedAt,
        @Nullable Instant doneAt) {

    /** Ways to end a transaction. */
    public enum How {
        /** Aborted by taking over its id. */
        FENCED("Fenced"),
        /** Committed in place of the job, as its snapshot says. */
        SETTLED("Settled");

        private final String text;

        How(String text) {
            this.text = text;
        }

        /** As it is written in a status. */
        public String text() {
            return text;
        }

        /** The way of a text; empty for one of another version. */
        public static Optional<How> of(String text) {
            return Arrays.stream(values()).filter(how -> how.text.equals(text)).findFirst();
        }
    }

    public Optional<Instant> done() {
        return Optional.ofNullable(doneAt);
    }

    /** Whether it is the same transaction, not only the same id. */
    public boolean isOf(String id, long producer, int producerEpoch) {
        return transactionalId.equals(id) && producerId == producer && epoch == producerEpoch;
    }

    /** The same, seen to be over. */
    public Ended doneAt(Instant when) {
        return new Ended(
                transactionalId, how, revision, producerId, epoch, snapshot, decidedAt, when);
    }
}
