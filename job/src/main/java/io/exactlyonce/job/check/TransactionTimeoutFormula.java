package io.exactlyonce.job.check;

import java.time.Duration;

/**
 * The lower bound of {@code transaction.timeout.ms}. A transaction is pre-committed at the next
 * checkpoint barrier and committed with the first checkpoint that completes after that; a broker
 * that gives up on it in between discards data the job believes it has delivered.
 *
 * <pre>
 * D     = max(I, C + M)
 * T_pre = (F + 1)·D + C + S·(C + M)
 * bound = T_pre + R + B
 * </pre>
 *
 * @param interval I, checkpoint interval
 * @param checkpointTimeout C, checkpoint timeout
 * @param minPause M, minimum pause between checkpoints
 * @param tolerableFailures F, consecutive checkpoint failures the job survives
 * @param plainSavepoints S, savepoints between two checkpoints (a savepoint does not commit)
 * @param maxOutage R, longest outage between a completed checkpoint and its commit by the recovered
 *     job
 * @param slack B, reserve
 */
public record TransactionTimeoutFormula(
        Duration interval,
        Duration checkpointTimeout,
        Duration minPause,
        int tolerableFailures,
        int plainSavepoints,
        Duration maxOutage,
        Duration slack) {

    /** Longest time from the first record of a transaction to its commit while the job runs. */
    public Duration beforeCommit() {
        Duration checkpoint = checkpointTimeout.plus(minPause);
        Duration distance = interval.compareTo(checkpoint) > 0 ? interval : checkpoint;
        return distance.multipliedBy(tolerableFailures + 1L)
                .plus(checkpointTimeout)
                .plus(checkpoint.multipliedBy(plainSavepoints));
    }

    /** The smallest transaction timeout that outlives the worst case. */
    public Duration lowerBound() {
        return beforeCommit().plus(maxOutage).plus(slack);
    }
}
