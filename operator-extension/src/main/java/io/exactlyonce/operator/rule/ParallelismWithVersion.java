package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.revision.EffectiveParallelism;
import java.util.List;
import java.util.Optional;

/**
 * EO1203. A change of {@code flinkVersion} on a job that is not running goes by last-state even
 * with the fallback off (upstream's {@code AbstractJobReconciler.getJobUpgrade}), so that a crash
 * between admission and upgrade would change the parallelism without a savepoint. Compared with
 * what is deployed: two edits that wait are one change to upstream.
 */
final class ParallelismWithVersion implements Rule {

    @Override
    public Code code() {
        return Code.PARALLELISM_WITH_VERSION;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        Optional<Deployed> deployed = Deployed.of(input);
        if (deployed.isEmpty()) {
            return List.of();
        }
        EffectiveParallelism before = deployed.get().parallelism(input.surroundings());
        EffectiveParallelism after =
                EffectiveParallelism.of(
                        input.proposal().after().spec(),
                        EffectiveConfiguration.defaults(input.surroundings()));
        String oldVersion = deployed.get().spec().text("flinkVersion").orElse("");
        String newVersion = input.proposal().after().spec().text("flinkVersion").orElse("");
        if (oldVersion.equals(newVersion) || !after.differsFrom(before)) {
            return List.of();
        }
        return List.of(
                new Violation(
                        code(),
                        "spec.flinkVersion",
                        Shown.of(newVersion)
                                + " instead of the deployed "
                                + Shown.of(oldVersion)
                                + ", and "
                                + ParallelismOutsideSavepoint.field(after, before)
                                + " changes too",
                        "if the job fails before the upgrade, upstream changes the version without a"
                                + " savepoint, and the parallelism with it, so subtasks take over"
                                + " transactions that others still have to commit, and some can be"
                                + " lost",
                        "Change one of the two, wait until the job is RUNNING, then the other"));
    }
}
