package io.exactlyonce.operator.ledger;

import java.time.Duration;
import java.time.Instant;

/** Whether the deployment is still under our care. */
public sealed interface Phase {
    /**
     * How long a ledger is kept after its deployment: the brokers forget a transactional id after 7
     * days by default ({@code transactional.id.expiration.ms}), so no transaction of it can be left
     * then.
     */
    Duration KEPT = Duration.ofDays(7);

    /** The deployment is there and labelled. */
    record Active() implements Phase {}

    /** The label was removed; what was injected is still in effect. */
    record Released(Instant since) implements Phase {}

    /**
     * The deployment was deleted.
     *
     * @param since when it was seen to be gone
     * @param expiresAt when the ledger is removed
     */
    record Gone(Instant since, Instant expiresAt) implements Phase {
        /** Gone now, and kept as long as the brokers may remember its transactions. */
        public static Gone at(Instant now) {
            return new Gone(now, now.plus(KEPT));
        }
    }

    /** As it is written in a status. */
    default String text() {
        return getClass().getSimpleName();
    }
}
