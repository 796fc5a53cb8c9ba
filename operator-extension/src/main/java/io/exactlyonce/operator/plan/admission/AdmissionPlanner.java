package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.rule.Acknowledgements;
import io.exactlyonce.operator.rule.Judgement;
import io.exactlyonce.operator.rule.Moment;
import io.exactlyonce.operator.rule.Rules;
import io.exactlyonce.operator.rule.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From one write to one answer: who owns what → which revision it is → what it lacks → whether the
 * whole is safe. The same planner serves the webhook, the controller and files; it knows of none of
 * them.
 */
public final class AdmissionPlanner {
    private final Moment first;

    /** For writes to a cluster. */
    public AdmissionPlanner() {
        this(Moment.CREATE);
    }

    private AdmissionPlanner(Moment first) {
        this.first = first;
    }

    /** For files: each is judged as if it were created, as far as that goes without a cluster. */
    public static AdmissionPlanner ofFiles() {
        return new AdmissionPlanner(Moment.FILE);
    }

    /** The answer to a write of a FlinkDeployment. */
    public AdmissionPlan plan(
            AdmissionRequest request, PolicyLookup lookup, Surroundings surroundings) {
        FlinkDeployment written = request.object();
        if (written.isBeingDeleted()) {
            return new AdmissionPlan.Pass("The object is being deleted");
        }
        if (request.oldObject().filter(stored -> Sameness.forUs(stored, written)).isPresent()) {
            return new AdmissionPlan.Pass("Nothing that concerns exactly-once changes");
        }
        if (written.policyName().isEmpty()) {
            return OptOut.plan(request);
        }
        List<Violation> misfits = Rules.misfits(written);
        if (!misfits.isEmpty()) {
            return new AdmissionPlan.Refuse(misfits);
        }
        Succession.Step step = Succession.decide(request);
        if (lookup instanceof PolicyLookup.Missing missing) {
            return WithoutPolicy.plan(request, step, missing(written, missing.name()));
        }
        PolicyLookup.Found found = (PolicyLookup.Found) lookup;
        if (found.reading() instanceof PolicyReading.Invalid invalid) {
            return WithoutPolicy.plan(
                    request, step, Complaints.invalid(written, found.name(), invalid));
        }
        Policy policy = ((PolicyReading.Valid) found.reading()).policy();
        return withPolicy(request, step, new Terms(first, policy, found.contract(), surroundings));
    }

    private List<Violation> missing(FlinkDeployment written, String policy) {
        return first == Moment.FILE
                ? Complaints.notGiven(written, policy)
                : Complaints.missing(written, policy);
    }

    private static AdmissionPlan withPolicy(
            AdmissionRequest request, Succession.Step step, Terms terms) {
        Completion completion = Completion.of(request, step, terms.injection());
        List<Violation> violations = new ArrayList<>(terms.check(request, completion));
        Adoption.violation(request, step, completion).ifPresent(violations::add);
        List<String> warnings = new ArrayList<>();
        if (step.keepsAdditions()) {
            Sins old = Sins.of(request, violations, terms);
            violations = new ArrayList<>(old.added());
            warnings.addAll(old.warnings());
        } else {
            StorageWarning.of(request, completion).ifPresent(warnings::add);
        }
        return answer(request, completion, judge(request, terms, violations), warnings);
    }

    private static Judgement judge(
            AdmissionRequest request, Terms terms, List<Violation> violations) {
        return judge(request, terms.policy().acknowledgedRisks(), violations);
    }

    static Judgement judge(
            AdmissionRequest request, List<AcknowledgedRisk> risks, List<Violation> violations) {
        Optional<String> accept = request.object().annotation(Annotations.ACCEPT);
        return Acknowledgements.of(risks, accept).judge(violations);
    }

    static AdmissionPlan answer(
            AdmissionRequest request,
            Completion completion,
            Judgement judgement,
            List<String> warnings) {
        if (!judgement.refused().isEmpty()) {
            return new AdmissionPlan.Refuse(judgement.refused());
        }
        List<String> all = new ArrayList<>(warnings);
        all.addAll(judgement.warnings());
        return new AdmissionPlan.Admit(
                completion.object(),
                completion.mark(),
                FieldDiff.between(request.object().object(), completion.object()),
                judgement.accepted(),
                all);
    }
}
