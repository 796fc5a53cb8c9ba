package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.rule.Surroundings;
import io.exactlyonce.operator.simulation.engine.Dice;
import java.util.Optional;

/**
 * Calls admission as an API server does: for what has the label or had it, with a fresh uid each
 * time, and again when another webhook has changed the object in between.
 */
final class Webhook {
    private final Admission admission;
    private final Policies policies;
    private final Invariants invariants;
    private final Dice dice;
    private int requests;
    private String lastRefusal = "";

    Webhook(Admission admission, Policies policies, Invariants invariants, Dice dice) {
        this.admission = admission;
        this.policies = policies;
        this.invariants = invariants;
        this.dice = dice;
    }

    String lastRefusal() {
        return lastRefusal;
    }

    /**
     * The object as it is to be stored; empty if it is refused. Another webhook is called before
     * this one or after it; in the latter case this one is called again.
     */
    Optional<Fields> admit(Stored written, Optional<Stored> old) {
        if (dice.percent(90)) {
            return call(changedByAnother(written), old);
        }
        return call(written, old)
                .flatMap(once -> call(changedByAnother(written.withObject(once)), old));
    }

    private static Stored changedByAnother(Stored written) {
        return written.withObject(
                written.object()
                        .with("true", "metadata", "annotations", "sidecar.example/injected"));
    }

    private Optional<Fields> call(Stored written, Optional<Stored> old) {
        if (!isSelected(written.deployment())
                && !old.map(Stored::deployment).filter(Webhook::isSelected).isPresent()) {
            return Optional.of(written.object());
        }
        AdmissionRequest request =
                new AdmissionRequest(
                        "request-" + requests++,
                        written.deployment(),
                        old.map(Stored::deployment).orElse(null));
        AdmissionPlan plan = plan(request);
        if (plan instanceof AdmissionPlan.Refuse refused) {
            lastRefusal = String.valueOf(refused.violations());
            return Optional.empty();
        }
        if (plan instanceof AdmissionPlan.Admit admit) {
            invariants.admitted(request, written.claims(), admit.object());
            if (dice.percent(20)) {
                invariants.idempotent(request, admit.object(), this::plan);
            }
            return Optional.of(admit.object());
        }
        return Optional.of(written.object());
    }

    private AdmissionPlan plan(AdmissionRequest request) {
        PolicyLookup lookup =
                request.object()
                        .policyName()
                        .map(policies::lookup)
                        .orElse(new PolicyLookup.Missing(""));
        return admission.plan(request, lookup, Surroundings.NONE);
    }

    private static boolean isSelected(FlinkDeployment deployment) {
        return deployment.policyName().isPresent();
    }
}
