package io.exactlyonce.operator.transaction;

import io.exactlyonce.operator.snapshot.Committable;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a transaction that a snapshot holds pending, if a job starts from it. Only the
 * coordinator's state can tell: on Kafka 4 the answer to the commit itself is the same for one that
 * is committed already and one that is lost.
 */
public enum Fate {
    /** It is open, and its producer is still the newest one. */
    WILL_COMMIT,
    /** It is committed, or its commit has begun and cannot be undone. */
    DONE,
    /** The brokers aborted it: its records will never be visible. */
    LOST,
    /**
     * The brokers have forgotten the id ({@code transactional.id.expiration.ms}, 7 days by
     * default): it may have been committed before, and a job that starts from the snapshot fails
     * again and again.
     */
    FORGOTTEN,
    /** The id was used again since, or is in a state that tells nothing. */
    UNKNOWN;

    /**
     * The fate of a committable. A commit or abort leaves the epoch as it was, or, from {@code
     * transaction.version} 2 on and after a fence, raises it by one (KIP-890).
     *
     * <p>Empty or Ongoing at the next epoch often follows a recovery commit, and yet is no proof of
     * one: a producer that gives its transaction up by itself leaves the same as soon as its id is
     * used again, by it (version 2) or by the next one (versions 0 and 1). A test shows so.
     *
     * @param told what its coordinator says; null if it does not know the id
     */
    public static Fate of(Committable pending, @Nullable TransactionDescription told) {
        if (told == null) {
            return FORGOTTEN;
        }
        if (told.producerId() != pending.producerId()) {
            return UNKNOWN;
        }
        int ahead = told.epoch() - pending.epoch();
        return switch (told.state()) {
            case ONGOING -> ahead == 0 ? WILL_COMMIT : UNKNOWN;
            case PREPARE_COMMIT, COMPLETE_COMMIT -> ahead == 0 || ahead == 1 ? DONE : UNKNOWN;
            case PREPARE_ABORT, PREPARE_EPOCH_FENCE, COMPLETE_ABORT -> ahead <= 1 ? LOST : UNKNOWN;
            case EMPTY, DEAD, UNKNOWN -> UNKNOWN;
        };
    }

    /** Whether a job that starts from the snapshot neither loses nor repeats it. */
    public boolean isSafe() {
        return this == WILL_COMMIT || this == DONE;
    }
}
