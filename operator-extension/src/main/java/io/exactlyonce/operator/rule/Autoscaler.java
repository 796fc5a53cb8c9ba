package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;

/**
 * EO1209. FLIP-271: upstream's autoscaler changes overrides in memory only; no write is seen by
 * admission, and no revision is opened. Advice alone ({@code scaling.enabled: false}) is safe.
 */
final class Autoscaler implements Rule {

    @Override
    public Code code() {
        return Code.AUTOSCALER;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        if (!configuration.flag(FlinkKey.AUTOSCALER, false)
                || !configuration.flag(FlinkKey.AUTOSCALER_SCALING, true)) {
            return List.of();
        }
        return List.of(
                configuration.violation(
                        code(),
                        FlinkKey.AUTOSCALER,
                        "",
                        "it changes the parallelism without a savepoint or a revision of its own,"
                                + " so subtasks take over transactions that others still have to"
                                + " commit, and some can be lost",
                        "Set it to false, or keep its advice only with"
                                + " job.autoscaler.scaling.enabled: false"));
    }
}
