package io.exactlyonce.operator.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transactional id as its coordinator describes it.
 *
 * @param transactionalId in full
 * @param state of its newest transaction
 * @param producerId of its newest producer
 * @param epoch of that producer; a recovery or a fence raises it
 * @param timeout {@code transaction.timeout.ms} that the producer asked for
 * @param startedAt when the first record of an open transaction came; null if none is open
 * @param partitions that an open transaction has written to
 */
public record TransactionDescription(
        String transactionalId,
        TransactionState state,
        long producerId,
        int epoch,
        Duration timeout,
        @Nullable Instant startedAt,
        Set<PartitionName> partitions) {
    /** Copies the set. */
    public TransactionDescription {
        partitions = Set.copyOf(partitions);
    }

    public boolean isOngoing() {
        return state == TransactionState.ONGOING;
    }

    public Optional<Instant> started() {
        return Optional.ofNullable(startedAt);
    }

    /** When the brokers abort it by themselves; empty if none is open. */
    public Optional<Instant> expiresAt() {
        return started().map(start -> start.plus(timeout));
    }
}
