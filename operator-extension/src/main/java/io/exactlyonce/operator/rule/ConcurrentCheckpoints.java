package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;

/**
 * EO1107. The formula's D counts on one attempt at a time; with several, transactions of several
 * barriers wait for one completed checkpoint, and minimum pauses are void (Flink documentation,
 * "Checkpointing").
 */
final class ConcurrentCheckpoints implements Rule {

    @Override
    public Code code() {
        return Code.CONCURRENT_CHECKPOINTS;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        return configuration
                .number(FlinkKey.MAX_CONCURRENT_CHECKPOINTS, 1)
                .filter(number -> number > 1)
                .flatMap(number -> configuration.found(FlinkKey.MAX_CONCURRENT_CHECKPOINTS))
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        "checkpoints that overlap keep several transactions open at"
                                                + " once, for longer than the transaction timeout"
                                                + " was proven for",
                                        "Set it to 1 or remove it"))
                .stream()
                .toList();
    }
}
