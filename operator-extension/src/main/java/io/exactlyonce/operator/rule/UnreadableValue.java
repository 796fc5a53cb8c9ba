package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * EO1004. A value that Flink's parsers refuse ({@code TimeUtils}, {@code ConfigurationUtils})
 * cannot be judged by any other rule, and must not pass for its default.
 */
final class UnreadableValue implements Rule {
    /** Far beyond any use; keeps sums of the formula within what a Duration holds. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** Kafka keeps timeouts as milliseconds in 32 bits. */
    static final Duration LONGEST_OF_KAFKA = Duration.ofMillis(Integer.MAX_VALUE);

    private static final List<FlinkKey> DURATIONS =
            List.of(
                    FlinkKey.CHECKPOINT_INTERVAL,
                    FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG,
                    FlinkKey.CHECKPOINT_TIMEOUT,
                    FlinkKey.CHECKPOINT_MIN_PAUSE,
                    FlinkKey.HEARTBEAT_TIMEOUT,
                    FlinkKey.FIXED_DELAY,
                    FlinkKey.FAILURE_RATE_DELAY,
                    FlinkKey.EXPONENTIAL_MAX_BACKOFF,
                    JobKeys.TRANSACTION_TIMEOUT,
                    JobKeys.MAX_OUTAGE,
                    JobKeys.SLACK);
    private static final List<FlinkKey> NEVER_ZERO =
            List.of(FlinkKey.CHECKPOINT_TIMEOUT, JobKeys.TRANSACTION_TIMEOUT);
    private static final List<FlinkKey> NUMBERS =
            List.of(
                    FlinkKey.MAX_CONCURRENT_CHECKPOINTS,
                    FlinkKey.TOLERABLE_FAILED_CHECKPOINTS,
                    FlinkKey.TASK_SLOTS,
                    JobKeys.PLAIN_SAVEPOINTS);
    private static final List<FlinkKey> FLAGS =
            List.of(
                    FlinkKey.LAST_STATE_FALLBACK,
                    FlinkKey.ROLLBACK,
                    FlinkKey.DRAIN_ON_DELETION,
                    FlinkKey.CHECKPOINTS_AFTER_TASKS_FINISH,
                    FlinkKey.CHECKPOINT_SUBDIRECTORY,
                    FlinkKey.APPROXIMATE_LOCAL_RECOVERY,
                    FlinkKey.RESTART_FAILED_JOB,
                    FlinkKey.JOB_MANAGER_RECOVERY,
                    FlinkKey.AUTOSCALER,
                    FlinkKey.AUTOSCALER_SCALING,
                    FlinkKey.IN_PLACE_SCALING,
                    FlinkKey.IGNORE_UNCLAIMED_STATE);

    @Override
    public Code code() {
        return Code.VALUE_UNREADABLE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        FlinkConfiguration merged = configuration.merged();
        List<Violation> found = new ArrayList<>(LineFormat.violations(input));
        DURATIONS.forEach(key -> duration(configuration, key, found));
        NUMBERS.forEach(key -> number(configuration, key, found));
        FLAGS.forEach(key -> expect(configuration, merged.flag(key), found));
        choice(configuration, FlinkKey.CHECKPOINTING_MODE, CheckpointMode.MODES, found);
        choice(configuration, FlinkKey.EXTERNALIZED_RETENTION, CheckpointsNotRetained.ALL, found);
        choice(configuration, JobKeys.NAMING_STRATEGY, NamingStrategyUnfit.STRATEGIES, found);
        found.addAll(UnreadableField.violations(input.proposal().after().spec()));
        return List.copyOf(found);
    }

    /** Whether other rules can reckon with a duration. */
    static boolean isReasonable(Duration duration) {
        return !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
    }

    private void duration(
            EffectiveConfiguration configuration, FlinkKey key, List<Violation> found) {
        Reading<Duration> reading = configuration.merged().duration(key);
        expect(configuration, reading, found);
        reading.asOptional()
                .filter(value -> !fits(key, value))
                .ifPresent(
                        value ->
                                add(
                                        configuration,
                                        key,
                                        "a duration "
                                                + (NEVER_ZERO.contains(key) ? "above 0 and " : "")
                                                + "up to "
                                                + (key.equals(JobKeys.TRANSACTION_TIMEOUT)
                                                        ? "24 d, the most Kafka's 32 bits hold"
                                                        : "10 years"),
                                        found));
    }

    private static boolean fits(FlinkKey key, Duration value) {
        boolean shortEnough =
                !key.equals(JobKeys.TRANSACTION_TIMEOUT) || value.compareTo(LONGEST_OF_KAFKA) <= 0;
        return shortEnough && isReasonable(value) && !(value.isZero() && NEVER_ZERO.contains(key));
    }

    private void number(EffectiveConfiguration configuration, FlinkKey key, List<Violation> found) {
        Reading<Integer> reading = configuration.merged().integer(key);
        expect(configuration, reading, found);
        reading.asOptional()
                .filter(value -> value < 0)
                .ifPresent(value -> add(configuration, key, "a whole number from 0 on", found));
    }

    private void choice(
            EffectiveConfiguration configuration,
            FlinkKey key,
            Set<String> choices,
            List<Violation> found) {
        boolean refused =
                configuration
                        .merged()
                        .value(key)
                        .filter(value -> choices.stream().noneMatch(value::equalsIgnoreCase))
                        .isPresent();
        if (refused) {
            add(configuration, key, String.join(" or ", choices.stream().sorted().toList()), found);
        }
    }

    private void expect(
            EffectiveConfiguration configuration, Reading<?> reading, List<Violation> found) {
        if (reading instanceof Reading.Unreadable<?> unreadable) {
            configuration
                    .found(unreadable.setting().key())
                    .map(observed -> violation(observed, unreadable.expected()))
                    .ifPresent(found::add);
        }
    }

    private void add(
            EffectiveConfiguration configuration,
            FlinkKey key,
            String expected,
            List<Violation> found) {
        configuration
                .found(key)
                .map(observed -> violation(observed, expected))
                .ifPresent(found::add);
    }

    private Violation violation(Observed observed, String expected) {
        return observed.violation(
                code(),
                ", which is not valid",
                "nobody can tell what the job would do with it, and so not whether that is safe",
                "Write " + expected + ", or remove it");
    }
}
