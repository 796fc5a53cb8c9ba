package io.exactlyonce.operator.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Until when a deployment that does not run has to be back, so that what its newest snapshot holds
 * pending is not lost.
 *
 * @param since when it was first seen not to run
 * @param at when the brokers abort the first pending transaction, or forget its id
 * @param pending how many transactions are pending; 0 if all are committed and only the ids expire
 * @param told the last mark that has passed, in percent of the time: 0, {@value #HALF} or {@value
 *     #NEAR}
 */
public record CommitDeadline(Instant since, Instant at, int pending, int told) {
    /** The first mark, in percent. */
    public static final int HALF = 50;

    /** The second mark, in percent. */
    public static final int NEAR = 80;

    private static final int OVER = 100;

    /**
     * A deadline as it is seen now; one that was known keeps its beginning. With something pending
     * it is never one that had nothing pending: the job has run in between.
     *
     * @param before as it was known
     */
    public static CommitDeadline seen(
            Optional<CommitDeadline> before, Instant at, int pending, Instant now) {
        Instant since =
                before.filter(known -> known.pending() > 0 || pending == 0)
                        .map(CommitDeadline::since)
                        .orElse(now);
        int elapsed = elapsedPercent(since, at, now);
        int mark = elapsed >= NEAR ? NEAR : elapsed >= HALF ? HALF : 0;
        return new CommitDeadline(since, at, pending, mark);
    }

    private static int elapsedPercent(Instant since, Instant at, Instant now) {
        Duration whole = Duration.between(since, at);
        if (!now.isBefore(at) || whole.isZero() || whole.isNegative()) {
            return OVER;
        }
        long elapsed = Duration.between(since, now).toMillis() * OVER / whole.toMillis();
        return (int) Math.max(0, elapsed);
    }
}
