package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.rule.TransactionTimeoutFormula;
import io.exactlyonce.operator.rule.TransactionTimeoutFormula.Checkpointing;
import java.time.Duration;

/**
 * How long careful readers may wait before it is a stall, by the checkpoints that a policy plans
 * with. While a job runs some transaction is always open, so waiting alone is none.
 *
 * @param usual from one checkpoint to the next, {@code max(interval, timeout + minPause)}: what is
 *     open for longer is not of a healthy job
 * @param longest of the running revision, {@code T_pre} of the timeout's formula: as long as the
 *     policy tolerates failures of checkpoints
 */
public record Patience(Duration usual, Duration longest) {

    /** By the values of a policy. */
    public static Patience of(Checkpoints checkpoints) {
        Checkpoints.Timing timing = checkpoints.timing();
        Checkpoints.Outage outage = checkpoints.outage();
        Checkpointing checkpointing =
                new Checkpointing(
                        timing.interval(),
                        timing.timeout(),
                        timing.minPause(),
                        timing.tolerableFailures());
        return new Patience(
                checkpointing.longestDistance(),
                new TransactionTimeoutFormula(
                                checkpointing,
                                outage.plainSavepoints(),
                                outage.maxOutage(),
                                outage.slack())
                        .untilCheckpointCompleted());
    }
}
