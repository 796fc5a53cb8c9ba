package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.ChangeClassifier;
import io.exactlyonce.operator.revision.Classified;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.SpecChange;
import io.exactlyonce.operator.rule.Judgement;
import java.util.List;
import java.util.Optional;

/**
 * The policy label is gone. What was added stays, so that the job runs on as it is; from the next
 * write on the deployment is the user's alone.
 */
final class OptOut {
    private OptOut() {}

    static AdmissionPlan plan(AdmissionRequest request) {
        Optional<FlinkDeployment> stored =
                request.oldObject().filter(old -> old.policyName().isPresent());
        Optional<RevisionMark> mark = stored.flatMap(RevisionMark::of);
        if (stored.isEmpty() || mark.isEmpty()) {
            return new AdmissionPlan.Pass("No label " + FlinkDeployment.POLICY_LABEL);
        }
        Succession.Step step =
                new Succession.Step(
                        Succession.Kind.KEPT,
                        mark.get(),
                        Ownership.userSpec(request.object(), mark.get()),
                        mark.get().injected(),
                        Optional.empty());
        Completion completion =
                Completion.with(
                        request, step, mark.get().injected().only(new Absence(step.userSpec())));
        Classified change =
                ChangeClassifier.classify(stored.get().spec(), completion.deployment().spec());
        Judgement judgement = AdmissionPlanner.judge(request, List.of(), violations(change));
        return AdmissionPlanner.answer(
                request, released(completion, stored.get()), judgement, List.of());
    }

    private static Completion released(Completion completion, FlinkDeployment stored) {
        return completion.withObject(
                completion
                        .object()
                        .with(Provenance.release(stored), RevisionMark.path(Annotations.RELEASED)));
    }

    private static List<Violation> violations(Classified change) {
        if (change.change() == SpecChange.NONE) {
            return List.of();
        }
        return List.of(
                new Violation(
                        Code.OPT_OUT_WITH_CHANGE,
                        "metadata.labels[\"" + FlinkDeployment.POLICY_LABEL + "\"]",
                        "removed in a write that changes "
                                + String.join(", ", change.changedPaths())
                                + " as well",
                        "the changed job would start with the transactional ids of the deployed"
                                + " revision, and nobody would watch over them",
                        "Remove the label in a write of its own, then change the spec"));
    }
}
