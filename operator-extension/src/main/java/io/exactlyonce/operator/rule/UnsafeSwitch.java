package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;

/**
 * Options that are on or off, one of which endangers exactly-once. What is absent has upstream's or
 * Flink's default.
 *
 * @param code of the rule
 * @param option that must not have the value
 * @param unsafe the value
 * @param whenAbsent the option's default
 * @param reason why
 * @param fix instead
 */
record UnsafeSwitch(
        Code code, FlinkKey option, boolean unsafe, boolean whenAbsent, String reason, String fix)
        implements Rule {

    /**
     * H19 and the section "Upgrade modes" of upstream's {@code AbstractJobReconciler}: with the
     * fallback a job that is not RUNNING is upgraded by last-state, and by {@code
     * ApplicationReconciler.deploy} without any state if HA metadata holds no checkpoint.
     */
    static final UnsafeSwitch LAST_STATE_FALLBACK =
            new UnsafeSwitch(
                    Code.LAST_STATE_FALLBACK,
                    FlinkKey.LAST_STATE_FALLBACK,
                    true,
                    true,
                    "when a job is not running, upstream silently turns a savepoint upgrade into a"
                            + " last-state one, and starts with empty state if no checkpoint was"
                            + " recorded yet",
                    "Set it to false, or remove it: then it is added as false");

    /**
     * Upstream's rollback deploys the last stable spec by last-state, with the transactional-id
     * prefix of that earlier revision, while every other field shows the new one (seen, trace of a
     * rolled-back deployment; H7).
     */
    static final UnsafeSwitch ROLLBACK =
            new UnsafeSwitch(
                    Code.UPSTREAM_ROLLBACK,
                    FlinkKey.ROLLBACK,
                    true,
                    false,
                    "a rollback runs the old revision again, with its old transactional ids, while"
                            + " the new one's transactions stay open and nobody owns them",
                    "Set it to false; to go back, apply the earlier spec, which becomes a revision"
                            + " of its own");

    /**
     * FLIP-34: {@code --drain} sends MAX_WATERMARK and ends the input, so that windows fire early.
     * Upstream passes this option to every stop-with-savepoint, not only that of a deletion ({@code
     * AbstractFlinkService.savepointJobOrError}).
     */
    static final UnsafeSwitch DRAIN =
            new UnsafeSwitch(
                    Code.DRAIN_ON_SAVEPOINT,
                    FlinkKey.DRAIN_ON_DELETION,
                    true,
                    false,
                    "upstream then drains at every stop with a savepoint, upgrades included: timers"
                            + " and windows fire before their time, and the resumed job emits the"
                            + " rest of them as further results",
                    "Set it to false or remove it");

    /**
     * FLIP-147: without a final checkpoint the transactions of tasks that finished are never
     * committed.
     */
    static final UnsafeSwitch NO_FINAL_CHECKPOINT =
            new UnsafeSwitch(
                    Code.CHECKPOINTS_AFTER_FINISH_OFF,
                    FlinkKey.CHECKPOINTS_AFTER_TASKS_FINISH,
                    false,
                    true,
                    "transactions of a task that has finished wait for a checkpoint that never"
                            + " comes, so its last records are lost",
                    "Set it to true or remove it");

    /**
     * FLINK-35857 (open): upstream's {@code resubmitJob} starts from the snapshot its status names,
     * which can be that of the last upgrade, or with empty state if there is none (H4, H5).
     */
    static final UnsafeSwitch RESTART_FAILED_JOB =
            new UnsafeSwitch(
                    Code.FAILED_JOB_RESTARTED,
                    FlinkKey.RESTART_FAILED_JOB,
                    true,
                    false,
                    "upstream restarts a failed job from the snapshot it happens to know, which can"
                            + " be older than the last commit, or from none: records come twice"
                            + " (FLINK-35857)",
                    "Set it to false or remove it: the newest completed checkpoint is found and"
                            + " checked before a failed job starts again");

    /**
     * H1: a JobManager Deployment that was deleted is made again only with this option, upstream's
     * default; without it the outage lasts until a person acts.
     */
    static final UnsafeSwitch NO_JOB_MANAGER_RECOVERY =
            new UnsafeSwitch(
                    Code.JOB_MANAGER_NOT_RECOVERED,
                    FlinkKey.JOB_MANAGER_RECOVERY,
                    false,
                    true,
                    "a lost JobManager Deployment stays lost until somebody acts, and brokers abort"
                            + " the open transactions meanwhile",
                    "Set it to true or remove it");

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        if (configuration.merged().flag(option).isUnreadable()
                || configuration.flag(option, whenAbsent) != unsafe) {
            return List.of();
        }
        return List.of(
                configuration.violation(code, option, "which means " + whenAbsent, reason, fix));
    }
}
