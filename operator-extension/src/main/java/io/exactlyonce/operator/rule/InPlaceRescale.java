package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.revision.EffectiveParallelism;
import java.util.List;
import java.util.Optional;

/**
 * EO1210. FLIP-291: with the adaptive scheduler upstream hands changed overrides to the running
 * job, which restarts from its last checkpoint ({@code NativeFlinkService.scale}). Without that
 * scheduler or with in-place scaling off the change is an upgrade like any other, and EO1202 judges
 * it.
 */
final class InPlaceRescale implements Rule {

    @Override
    public Code code() {
        return Code.IN_PLACE_RESCALE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        Optional<Deployed> deployed = Deployed.of(input).filter(running -> !running.isSuspended());
        if (deployed.isEmpty()
                || !adaptive(deployed.get(), input)
                || !configuration.flag(FlinkKey.IN_PLACE_SCALING, true)) {
            return List.of();
        }
        EffectiveParallelism before = deployed.get().parallelism(input.surroundings());
        EffectiveParallelism after =
                EffectiveParallelism.of(
                        input.proposal().after().spec(),
                        EffectiveConfiguration.defaults(input.surroundings()));
        if (after.overrides().equals(before.overrides())) {
            return List.of();
        }
        return List.of(
                new Violation(
                        code(),
                        Violation.configuration(FlinkKey.PARALLELISM_OVERRIDES.name()),
                        Shown.of(after.overrides().toString())
                                + " instead of the deployed "
                                + Shown.of(before.overrides().toString()),
                        "the running job is rescaled from its last checkpoint, without a savepoint,"
                                + " so subtasks take over transactions that others still have to"
                                + " commit, and some can be lost",
                        "Set "
                                + FlinkKey.IN_PLACE_SCALING.name()
                                + ": false in the same write: then upstream rescales through a"
                                + " savepoint"));
    }

    /** The scheduler of the job that runs; the other option upstream takes from the new spec. */
    private static boolean adaptive(Deployed deployed, RuleInput input) {
        return EffectiveConfiguration.of(deployed.spec(), input.surroundings())
                .says(FlinkKey.SCHEDULER, "adaptive");
    }
}
