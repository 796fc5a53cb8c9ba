package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.ArrayList;
import java.util.List;

/**
 * EO1211. FLIP-159 (reactive mode) and FLIP-160 (adaptive scheduler): at every restart the job
 * takes the slots there are. Both restore a checkpoint at another parallelism, with no write to
 * judge.
 */
final class AdaptiveScheduler implements Rule {
    private static final String REASON =
            "the job restarts from a checkpoint with as many slots as it finds, so subtasks take over"
                    + " transactions that others still have to commit, and some can be lost";

    @Override
    public Code code() {
        return Code.ADAPTIVE_SCHEDULER;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        List<Violation> found = new ArrayList<>();
        if (configuration.says(FlinkKey.SCHEDULER_MODE, "reactive")) {
            found.add(
                    configuration.violation(
                            code(), FlinkKey.SCHEDULER_MODE, "", REASON, "Remove it"));
        }
        if (configuration.says(FlinkKey.SCHEDULER, "adaptive")) {
            found.add(
                    configuration.violation(
                            code(),
                            FlinkKey.SCHEDULER,
                            "",
                            REASON,
                            "Set it to default or remove it"));
        }
        return List.copyOf(found);
    }
}
