package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * EO1106. KafkaSink commits when a checkpoint completes (FLIP-143). Three options turn periodic
 * checkpoints off: no interval, the batch runtime mode (FLIP-134), and an interval of 0 while a
 * source reports backlog (FLIP-309). An interval below 10 ms counts as none ({@code
 * StreamGraph.createJobCheckpointingSettings}, {@code CheckpointConfig.setCheckpointInterval}).
 */
final class CheckpointingOff implements Rule {
    private static final FlinkKey RUNTIME_MODE =
            new FlinkKey(
                    List.of("execution.runtime-mode"),
                    FlinkVersion.V1_13,
                    "execution.runtime-mode");

    /** {@code CheckpointCoordinatorConfiguration.MINIMAL_CHECKPOINT_TIME}. */
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private static final String REASON =
            "transactions are committed with checkpoints only, so without them no record ever becomes"
                    + " visible, and brokers abort what was written";

    @Override
    public Code code() {
        return Code.CHECKPOINTING_OFF;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        List<Violation> found = new ArrayList<>();
        off(
                        configuration,
                        FlinkKey.CHECKPOINT_INTERVAL,
                        "Set it to a duration such as 1 min, or remove it")
                .ifPresent(found::add);
        if (configuration.found(FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG).isPresent()) {
            off(configuration, FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG, "Remove it")
                    .ifPresent(found::add);
        }
        if (configuration.says(RUNTIME_MODE, "BATCH")) {
            found.add(
                    configuration.violation(
                            code(), RUNTIME_MODE, "", REASON, "Set it to STREAMING or remove it"));
        }
        return List.copyOf(found);
    }

    private Optional<Violation> off(
            EffectiveConfiguration configuration, FlinkKey key, String fix) {
        return configuration
                .duration(key, Duration.ZERO)
                .filter(interval -> interval.compareTo(SHORTEST) < 0)
                .map(interval -> off(configuration, key, interval, fix));
    }

    private Violation off(
            EffectiveConfiguration configuration, FlinkKey key, Duration interval, String fix) {
        String tooShort =
                interval.isZero()
                        ? ""
                        : ", below the 10 ms from which on Flink takes checkpoints (a number alone"
                                + " is in ms)";
        return configuration
                .found(key)
                .map(observed -> observed.violation(code(), tooShort, REASON, fix))
                .orElseGet(
                        () ->
                                configuration.violation(
                                        code(), key, "so no checkpoints are taken", REASON, fix));
    }
}
