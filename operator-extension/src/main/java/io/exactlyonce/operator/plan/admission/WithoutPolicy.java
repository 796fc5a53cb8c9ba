package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.rule.Judgement;
import java.util.List;

/**
 * A write whose policy cannot be asked. What opens no revision goes through: a policy that was
 * deleted must not keep anybody from suspending a job. Where the risk is acknowledged, a new
 * revision takes over what the one before had, under its own number. A first one has nothing to
 * take over, and keeps nothing that a copied manifest carries.
 */
final class WithoutPolicy {
    private WithoutPolicy() {}

    static AdmissionPlan plan(
            AdmissionRequest request, Succession.Step step, List<Violation> complaints) {
        if (step.keepsAdditions()) {
            return AdmissionPlanner.answer(
                    request,
                    Completion.keeping(request, step),
                    Judgement.NONE,
                    complaints.stream().map(Violation::message).toList());
        }
        Judgement judgement = AdmissionPlanner.judge(request, List.of(), complaints);
        if (!judgement.refused().isEmpty()) {
            return new AdmissionPlan.Refuse(judgement.refused());
        }
        return AdmissionPlanner.answer(
                request,
                Completion.with(
                        request,
                        step,
                        Injection.carriedOver(step.before(), step.mark().revision())
                                .only(new Absence(step.userSpec()))),
                // Other risks may well be needed: without a policy no rule was asked.
                new Judgement(judgement.refused(), judgement.accepted(), List.of()),
                List.of());
    }
}
