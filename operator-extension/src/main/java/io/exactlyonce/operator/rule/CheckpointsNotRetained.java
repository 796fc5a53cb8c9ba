package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;
import java.util.Set;

/**
 * EO1108. Upstream's last-state upgrade by cancellation, and recovery of a failed job, need the
 * last checkpoint to outlive the job. Absent is safe: upstream sets RETAIN_ON_CANCELLATION ({@code
 * FlinkConfigBuilder.applyJobConfig}).
 */
final class CheckpointsNotRetained implements Rule {
    private static final String RETAIN = "RETAIN_ON_CANCELLATION";
    static final Set<String> ALL =
            Set.of("DELETE_ON_CANCELLATION", RETAIN, "NO_EXTERNALIZED_CHECKPOINTS");

    @Override
    public Code code() {
        return Code.CHECKPOINTS_NOT_RETAINED;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return EffectiveConfiguration.of(input)
                .found(FlinkKey.EXTERNALIZED_RETENTION)
                .filter(setting -> !setting.value().equalsIgnoreCase(RETAIN))
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        "the last checkpoint is deleted when the job is cancelled or"
                                                + " fails, and with it what is needed to commit its"
                                                + " transactions",
                                        "Set it to " + RETAIN + " or remove it"))
                .stream()
                .toList();
    }
}
