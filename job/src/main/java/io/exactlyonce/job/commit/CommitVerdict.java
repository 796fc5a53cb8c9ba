package io.exactlyonce.job.commit;

import org.apache.kafka.clients.admin.TransactionState;

/**
 * What became of a pending transaction, by what its coordinator shows. Every row was seen on a
 * broker of Kafka 4.2.1 with {@code transaction.version} 0, 1 and 2; {@code e} is the epoch of the
 * pending transaction.
 *
 * <table>
 *   <caption>Same producer id</caption>
 *   <tr><td>open at e</td><td>{@link #OPEN}: it will commit</td></tr>
 *   <tr><td>commit at e or e+1</td><td>{@link #COMMITTED}; a writer's commit raises the epoch with
 *   version 2, a recovered one does not</td></tr>
 *   <tr><td>empty or open at e+1</td><td>{@link #COMMITTED}: the broker's own abort leaves e+1
 *   behind, so the next producer of the id gets e+2; only a commit leaves e+1 to be used. (A client
 *   could abort with the same effect; the connector never aborts what it has pre-committed.)</td>
 *   </tr>
 *   <tr><td>abort at e or e+1</td><td>{@link #LOST}: time-out, or fenced. Where ids are reused and
 *   epochs do not rise with each transaction (version 0 and 1), it may be the abort of a later
 *   transaction: {@link #UNKNOWN}</td></tr>
 *   <tr><td>anything at e+2 or later</td><td>{@link #UNKNOWN}: another producer took the id, after
 *   a commit or after an abort</td></tr>
 * </table>
 *
 * <p>Another producer id: {@link #UNKNOWN}.
 */
enum CommitVerdict {
    OPEN,
    COMMITTED,
    LOST,
    UNKNOWN;

    /**
     * @param reusesIds whether ids serve several transactions (POOLING)
     */
    static CommitVerdict of(
            PendingCommit pending, TransactionAnswer.Described seen, boolean reusesIds) {
        int raised = seen.epoch() - pending.epoch();
        if (seen.producerId() != pending.producerId() || raised < 0 || raised > 1) {
            return UNKNOWN;
        }
        TransactionState state = seen.state();
        return switch (state) {
            case PREPARE_COMMIT, COMPLETE_COMMIT -> COMMITTED;
            case PREPARE_ABORT, COMPLETE_ABORT, PREPARE_EPOCH_FENCE ->
                    reusesIds && !seen.epochPerTransaction() ? UNKNOWN : LOST;
            case ONGOING -> raised == 0 ? OPEN : COMMITTED;
            case EMPTY -> raised == 0 ? UNKNOWN : COMMITTED;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
