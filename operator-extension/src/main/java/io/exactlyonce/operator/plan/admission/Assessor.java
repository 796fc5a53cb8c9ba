package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.SpecChange;
import io.exactlyonce.operator.rule.Acknowledgements;
import io.exactlyonce.operator.rule.Judgement;
import io.exactlyonce.operator.rule.Moment;
import io.exactlyonce.operator.rule.Proposal;
import io.exactlyonce.operator.rule.Surroundings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a deployment that is stored already as admission would have: what is wrong with it,
 * whoever let it in, and what admission would make of it.
 *
 * @param surroundings what else is in the cluster
 * @param completes whether an unmarked, suspended deployment is ours to complete: there is no
 *     webhook that would have done so, and would now answer a patch with marks of its own
 */
public record Assessor(Surroundings surroundings, boolean completes) {

    /**
     * The assessment.
     *
     * @param lookup what became of looking for the policy; null without a label
     */
    public Assessment assess(FlinkDeployment deployment, @Nullable PolicyLookup lookup) {
        if (deployment.policyName().isEmpty() || lookup == null || deployment.isBeingDeleted()) {
            return Assessment.CLEAN;
        }
        if (isToComplete(deployment)) {
            return new Assessment(List.of(), List.of(), null, completed(deployment, lookup));
        }
        return lookup instanceof PolicyLookup.Found found
                        && found.reading() instanceof PolicyReading.Valid valid
                ? judged(
                        deployment,
                        new Terms(Moment.OBSERVED, valid.policy(), found.contract(), surroundings))
                : Assessment.CLEAN;
    }

    /** Upstream has not touched it: a suspended job that ran before is no new one. */
    private boolean isToComplete(FlinkDeployment deployment) {
        return completes
                && RevisionMark.of(deployment).isEmpty()
                && deployment.wantsSuspended()
                && !deployment.status().hasReconciledSpec();
    }

    /** Its own uid stands for that of a request: the same each time, and never used twice. */
    private AdmissionPlan completed(FlinkDeployment deployment, PolicyLookup lookup) {
        return new AdmissionPlanner()
                .plan(
                        new AdmissionRequest(deployment.uid().orElse(""), deployment, null),
                        lookup,
                        surroundings);
    }

    private static Assessment judged(FlinkDeployment deployment, Terms terms) {
        Policy policy = terms.policy();
        Judgement judgement =
                Acknowledgements.of(
                                policy.acknowledgedRisks(),
                                deployment.annotation(Annotations.ACCEPT))
                        .judge(
                                terms.check(
                                        new Proposal(
                                                Moment.OBSERVED,
                                                deployment,
                                                null,
                                                SpecChange.NONE)));
        Optional<InjectedBlock> today = today(deployment, terms);
        List<Violation> outdated =
                today.map(block -> Outdated.of(judgement.refused(), deployment, block, terms))
                        .orElse(List.of());
        return new Assessment(
                judgement.refused().stream().filter(it -> !outdated.contains(it)).toList(),
                outdated,
                judgement.accepted(),
                today.orElse(null),
                null);
    }

    /** What would be added to the user's spec if the revision were opened now. */
    private static Optional<InjectedBlock> today(FlinkDeployment deployment, Terms terms) {
        return RevisionMark.of(deployment)
                .map(mark -> SavepointFormat.asIn(mark.injected(), today(deployment, mark, terms)));
    }

    private static InjectedBlock today(FlinkDeployment deployment, RevisionMark mark, Terms terms) {
        Subject subject =
                new Subject(
                        deployment.namespace(),
                        deployment.name(),
                        mark.incarnation(),
                        mark.revision());
        return terms.injection().block(subject, Ownership.userSpec(deployment, mark));
    }
}
