package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;
import java.util.Set;

/**
 * EO1105. At-least-once checkpoints do not align barriers (Flink, "Stateful Stream Processing").
 */
final class CheckpointMode implements Rule {
    private static final String AT_LEAST_ONCE = "AT_LEAST_ONCE";
    static final Set<String> MODES = Set.of("EXACTLY_ONCE", AT_LEAST_ONCE);

    @Override
    public Code code() {
        return Code.CHECKPOINT_MODE_AT_LEAST_ONCE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return EffectiveConfiguration.of(input)
                .found(FlinkKey.CHECKPOINTING_MODE)
                .filter(setting -> setting.value().equalsIgnoreCase(AT_LEAST_ONCE))
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        "records that pass between the barriers of two inputs are"
                                                + " processed again after every failure",
                                        "Set it to EXACTLY_ONCE or remove it"))
                .stream()
                .toList();
    }
}
