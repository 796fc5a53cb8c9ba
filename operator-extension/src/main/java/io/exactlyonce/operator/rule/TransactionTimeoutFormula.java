package io.exactlyonce.operator.rule;

import java.time.Duration;

/**
 * The lower bound of {@code transaction.timeout.ms}. A transaction that the broker times out after
 * a completed checkpoint counts it, and before the recovered committer ran, is lost without an
 * error: so it has to outlive the longest way from its first record to its commit.
 *
 * <p>With I = interval, C = checkpoint timeout, M = minimum pause, F = tolerable consecutive
 * failures, S = savepoints in between, R = worst outage, B = slack:
 *
 * <pre>
 * D     = max(I, C + M)                    from one attempt of a checkpoint to the next
 * T_pre = (F + 1)·D + C + S·(C + M)        from the first record to the completed checkpoint
 * bound = T_pre + R + B
 * </pre>
 *
 * <p>A transaction is pre-committed at the next barrier even if that checkpoint fails, and commits
 * with the first later one that succeeds; a plain savepoint pre-commits too and commits nothing.
 *
 * @param checkpointing what the job's checkpoints are configured to
 * @param savepointsBetween S: plain savepoints that may fall between two checkpoints
 * @param maxOutage R: longest time from a completed checkpoint until the recovered committer has
 *     run (heartbeat timeout, restart back-off, scheduling, image pull, state download)
 * @param slack B: at least 60 s; the broker looks for expired transactions only every 10 s, and
 *     clocks drift
 */
public record TransactionTimeoutFormula(
        Checkpointing checkpointing, int savepointsBetween, Duration maxOutage, Duration slack) {
    /** Least slack. */
    public static final Duration MIN_SLACK = Duration.ofSeconds(60);

    /**
     * Flink's {@code execution.checkpointing.*}.
     *
     * @param interval I, {@code interval}: positive
     * @param timeout C, {@code timeout}: positive
     * @param minPause M, {@code min-pause}: 0 or more
     * @param tolerableFailures F, {@code tolerable-failed-checkpoints}: 0 or more
     */
    public record Checkpointing(
            Duration interval, Duration timeout, Duration minPause, int tolerableFailures) {
        /** Throws IllegalArgumentException for a value Flink would not run with. */
        public Checkpointing {
            require(isPositive(interval), "interval", interval);
            require(isPositive(timeout), "timeout", timeout);
            require(!minPause.isNegative(), "min-pause", minPause);
            require(tolerableFailures >= 0, "tolerable-failed-checkpoints", tolerableFailures);
        }

        private static void require(boolean valid, String key, Object observed) {
            if (!valid) {
                throw new IllegalArgumentException(
                        "execution.checkpointing."
                                + key
                                + " is "
                                + observed
                                + ": without checkpoints nothing is ever committed. Set a positive"
                                + " value (min-pause and tolerable failures may be 0).");
            }
        }

        // Duration.isPositive() is Java 18.
        private static boolean isPositive(Duration duration) {
            return duration.compareTo(Duration.ZERO) > 0;
        }

        /** C + M: how long one checkpoint can block the next one. */
        private Duration timeoutAndPause() {
            return timeout.plus(minPause);
        }

        /** D: longest time from the start of one attempt to the start of the next. */
        public Duration longestDistance() {
            return interval.compareTo(timeoutAndPause()) >= 0 ? interval : timeoutAndPause();
        }
    }

    /** Throws IllegalArgumentException for a negative value or a slack below 60 s. */
    public TransactionTimeoutFormula {
        if (savepointsBetween < 0 || maxOutage.isNegative()) {
            throw new IllegalArgumentException(
                    "savepointsBetween="
                            + savepointsBetween
                            + " maxOutage="
                            + maxOutage
                            + ": a negative value would lower the bound below what a transaction"
                            + " needs. Use 0 or more.");
        }
        if (slack.compareTo(MIN_SLACK) < 0) {
            throw new IllegalArgumentException(
                    "slack is "
                            + slack
                            + ": the broker's own granularity and clock drift would use it up. Use"
                            + " at least "
                            + MIN_SLACK
                            + ".");
        }
    }

    /** T_pre: longest time from a transaction's first record to its completed checkpoint. */
    public Duration untilCheckpointCompleted() {
        // As long: the tolerable failures may be Integer.MAX_VALUE, Flink's "unlimited".
        long attempts = checkpointing.tolerableFailures() + 1L;
        return checkpointing
                .longestDistance()
                .multipliedBy(attempts)
                .plus(checkpointing.timeout())
                .plus(checkpointing.timeoutAndPause().multipliedBy(savepointsBetween));
    }

    /** T_pre + R + B: a transaction timeout below this can lose records. */
    public Duration lowerBound() {
        return untilCheckpointCompleted().plus(maxOutage).plus(slack);
    }
}
