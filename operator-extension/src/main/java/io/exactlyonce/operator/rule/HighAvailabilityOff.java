package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * EO1110. Without HA metadata a restarted JobManager does not know its last checkpoint (Flink
 * documentation, "High Availability"), and upstream's recovery resubmits from the snapshot its
 * status happens to name ({@code ApplicationReconciler.reconcileOtherChanges}; H4).
 */
final class HighAvailabilityOff implements Rule {
    /** In lower case; YAML makes {@code false} of {@code off} and {@code no}. */
    static final Set<String> OFF = Set.of("none", "", "standalone", "false");

    @Override
    public Code code() {
        return Code.HIGH_AVAILABILITY_OFF;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        Optional<Observed> setting = configuration.found(FlinkKey.HIGH_AVAILABILITY);
        boolean on =
                setting.filter(found -> !OFF.contains(found.value().toLowerCase(Locale.ROOT)))
                        .isPresent();
        return on
                ? List.of()
                : List.of(
                        configuration.violation(
                                code(),
                                FlinkKey.HIGH_AVAILABILITY,
                                "which means NONE",
                                "a JobManager that restarts does not find the last checkpoint and"
                                        + " starts from an older savepoint or with empty state, so"
                                        + " records come twice",
                                "Set it to kubernetes, or remove it: then it is added"));
    }
}
