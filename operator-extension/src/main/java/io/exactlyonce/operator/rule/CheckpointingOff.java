package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * EO1106. KafkaSink commits when a checkpoint completes (FLIP-143). Three options turn periodic
 * checkpoints off: no interval, the batch runtime mode (FLIP-134), and an interval of 0 while a
 * source reports backlog (FLIP-309).
 */
final class CheckpointingOff implements Rule {
    private static final FlinkKey RUNTIME_MODE =
            new FlinkKey(
                    List.of("execution.runtime-mode"),
                    FlinkVersion.V1_13,
                    "execution.runtime-mode");
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
        if (isZero(configuration, FlinkKey.CHECKPOINT_INTERVAL)) {
            found.add(
                    configuration.violation(
                            code(),
                            FlinkKey.CHECKPOINT_INTERVAL,
                            "so no checkpoints are taken",
                            REASON,
                            "Set it to a positive duration such as 1 min, or remove it"));
        }
        boolean backlog =
                configuration.found(FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG).isPresent();
        if (backlog && isZero(configuration, FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG)) {
            found.add(
                    configuration.violation(
                            code(),
                            FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG,
                            "",
                            REASON,
                            "Remove it"));
        }
        if (configuration.says(RUNTIME_MODE, "BATCH")) {
            found.add(
                    configuration.violation(
                            code(), RUNTIME_MODE, "", REASON, "Set it to STREAMING or remove it"));
        }
        return List.copyOf(found);
    }

    private static boolean isZero(EffectiveConfiguration configuration, FlinkKey key) {
        return configuration.duration(key, Duration.ZERO).filter(Duration::isZero).isPresent();
    }
}
