package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.policy.TransactionTimeout;
import java.time.Duration;
import java.util.Optional;

/**
 * The transaction timeout of a deployment, and what it must outlive, from the values in effect.
 *
 * @param timeout of the sinks; the job's own default if the configuration names none
 * @param formula the lower bound
 */
record TimeoutBudget(Duration timeout, TransactionTimeoutFormula formula) {
    /** Flink's {@code execution.checkpointing.timeout} if absent. */
    private static final Duration FLINK_CHECKPOINT_TIMEOUT = Duration.ofMinutes(10);

    /** Empty if checkpoints are off or a value cannot be read: other rules say so. */
    static Optional<TimeoutBudget> of(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        Optional<Duration> timeout = timeout(configuration);
        Optional<TransactionTimeoutFormula.Checkpointing> checkpointing =
                checkpointing(configuration);
        Optional<Duration> outage =
                atLeast(
                        input.policy().checkpoints().outage().maxOutage(),
                        configuration,
                        JobKeys.MAX_OUTAGE);
        Optional<Duration> slack =
                atLeast(
                        input.policy().checkpoints().outage().slack(),
                        configuration,
                        JobKeys.SLACK);
        if (timeout.isEmpty() || checkpointing.isEmpty() || outage.isEmpty() || slack.isEmpty()) {
            return Optional.empty();
        }
        int savepoints =
                savepoints(
                        input.policy().checkpoints().outage(),
                        configuration,
                        checkpointing.get().longestDistance());
        return Optional.of(
                new TimeoutBudget(
                        timeout.get(),
                        new TransactionTimeoutFormula(
                                checkpointing.get(), savepoints, outage.get(), slack.get())));
    }

    static Optional<Duration> timeout(EffectiveConfiguration configuration) {
        return configuration.duration(
                JobKeys.TRANSACTION_TIMEOUT, TransactionTimeout.STOCK_BROKER_MAXIMUM);
    }

    private static Optional<TransactionTimeoutFormula.Checkpointing> checkpointing(
            EffectiveConfiguration configuration) {
        Optional<Duration> interval =
                configuration.duration(FlinkKey.CHECKPOINT_INTERVAL, Duration.ZERO);
        Optional<Duration> backlog =
                configuration.duration(
                        FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG,
                        interval.orElse(Duration.ZERO));
        Optional<Duration> timeout =
                configuration.duration(FlinkKey.CHECKPOINT_TIMEOUT, FLINK_CHECKPOINT_TIMEOUT);
        Optional<Duration> pause =
                configuration.duration(FlinkKey.CHECKPOINT_MIN_PAUSE, Duration.ZERO);
        Optional<Integer> failures = configuration.number(FlinkKey.TOLERABLE_FAILED_CHECKPOINTS, 0);
        boolean readable =
                isPositive(interval)
                        && isPositive(timeout)
                        && backlog.isPresent()
                        && pause.isPresent()
                        && failures.isPresent();
        return readable
                ? Optional.of(
                        new TransactionTimeoutFormula.Checkpointing(
                                longer(interval.get(), backlog.get()),
                                timeout.get(),
                                pause.get(),
                                failures.get()))
                : Optional.empty();
    }

    /** The policy is the platform's word: a deployment may plan for more, never for less. */
    private static Optional<Duration> atLeast(
            Duration policy, EffectiveConfiguration configuration, FlinkKey key) {
        return configuration.duration(key, policy).map(own -> longer(policy, own));
    }

    /** Upstream's periodic savepoints are plain ones, and come between checkpoints as well. */
    private static int savepoints(
            Checkpoints.Outage policy, EffectiveConfiguration configuration, Duration distance) {
        int planned =
                Math.max(
                        policy.plainSavepoints(),
                        configuration
                                .number(JobKeys.PLAIN_SAVEPOINTS, policy.plainSavepoints())
                                .orElse(0));
        Optional<Duration> period =
                configuration
                        .merged()
                        .duration(FlinkKey.PERIODIC_SAVEPOINT_INTERVAL)
                        .asOptional()
                        .filter(UnreadableValue::isReasonable);
        boolean periodic =
                configuration
                        .merged()
                        .value(FlinkKey.PERIODIC_SAVEPOINT_INTERVAL)
                        .filter(text -> !text.isBlank())
                        .isPresent();
        if (!periodic || period.filter(Duration::isZero).isPresent()) {
            return planned;
        }
        // A cron expression has no length: once between two checkpoints is the least it can be.
        long times = period.map(length -> distance.dividedBy(length)).orElse(0L);
        return (int) Math.max(planned, Math.min(1_000, Math.max(1, times)));
    }

    private static boolean isPositive(Optional<Duration> duration) {
        return duration.filter(value -> !value.isZero() && !value.isNegative()).isPresent();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
