package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the configuration itself adds to an outage: until a failure is noticed, and until the job is
 * started again. The rest of R (scheduling, image pull, state) is known to nobody here.
 *
 * @param detection the longest wait for a lost TaskManager or JobManager
 * @param delay the longest wait before a restart
 */
record FailOver(Wait detection, Wait delay) {
    /** Flink's defaults; those of the strategies are in {@code RestartStrategyOptions}. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(50);

    private static final Duration FIXED_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(1);

    private static final FlinkKey LEASE =
            new FlinkKey(
                    List.of("high-availability.kubernetes.leader-election.lease-duration"),
                    FlinkVersion.V1_13,
                    "high-availability.kubernetes.leader-election.lease-duration");
    private static final FlinkKey SESSION =
            new FlinkKey(
                    List.of(
                            "high-availability.zookeeper.client.session-timeout",
                            "recovery.zookeeper.client.session-timeout"),
                    FlinkVersion.V1_13,
                    "high-availability.zookeeper.client.session-timeout");

    /** How long one option makes the job wait. */
    record Wait(FlinkKey key, Duration time) {

        /** {@code heartbeat.timeout 50 s}. */
        String text() {
            return key.name() + " " + TimeText.of(time);
        }

        private static Wait longer(Wait one, Wait other) {
            return one.time.compareTo(other.time) >= 0 ? one : other;
        }
    }

    /** Empty if one cannot be read: {@link UnreadableValue} tells. */
    static Optional<FailOver> of(EffectiveConfiguration configuration) {
        Optional<Wait> heartbeat = wait(configuration, FlinkKey.HEARTBEAT_TIMEOUT, HEARTBEAT);
        Optional<Wait> leader =
                MetadataPlace.of(configuration.merged()).isZooKeeper()
                        ? wait(configuration, SESSION, Duration.ZERO)
                        : wait(configuration, LEASE, Duration.ZERO);
        Optional<Wait> delay = delay(configuration);
        return heartbeat.isEmpty() || leader.isEmpty() || delay.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new FailOver(Wait.longer(heartbeat.get(), leader.get()), delay.get()));
    }

    /** Without a strategy Flink takes exponential-delay (FLIP-364); before, it waited 1 s. */
    private static Optional<Wait> delay(EffectiveConfiguration configuration) {
        String strategy =
                configuration
                        .merged()
                        .value(FlinkKey.RESTART_STRATEGY)
                        .orElse("exponential-delay")
                        .toLowerCase(Locale.ROOT)
                        .replace("-", "");
        return switch (strategy) {
            case "fixeddelay" -> wait(configuration, FlinkKey.FIXED_DELAY, FIXED_DELAY);
            case "failurerate" -> wait(configuration, FlinkKey.FAILURE_RATE_DELAY, FIXED_DELAY);
            case "exponentialdelay" ->
                    wait(configuration, FlinkKey.EXPONENTIAL_MAX_BACKOFF, MAX_BACKOFF);
            default -> Optional.of(new Wait(FlinkKey.RESTART_STRATEGY, Duration.ZERO));
        };
    }

    private static Optional<Wait> wait(
            EffectiveConfiguration configuration, FlinkKey key, Duration whenAbsent) {
        return configuration.duration(key, whenAbsent).map(time -> new Wait(key, time));
    }

    Duration longest() {
        return detection.time().plus(delay.time());
    }

    /** The one that counts more. */
    Wait larger() {
        return Wait.longer(detection, delay);
    }

    Wait smaller() {
        return larger().equals(detection) ? delay : detection;
    }
}
