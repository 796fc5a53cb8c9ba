package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * EO1218. H1: a job that fails for good at its first failure stays down until a person acts, and
 * the outage R of the formula has no bound. A limited number of attempts is left to the user.
 */
final class RestartsOff implements Rule {
    /** In lower case; YAML makes {@code false} of an {@code off} without quotes. */
    private static final Set<String> OFF = Set.of("none", "off", "disable", "false");

    @Override
    public Code code() {
        return Code.RESTARTS_OFF;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return EffectiveConfiguration.of(input)
                .found(FlinkKey.RESTART_STRATEGY)
                .filter(setting -> OFF.contains(setting.value().toLowerCase(Locale.ROOT)))
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        "the first failure ends the job, and brokers abort its open"
                                                + " transactions before somebody starts it again",
                                        "Set it to exponential-delay, or remove it"))
                .stream()
                .toList();
    }
}
