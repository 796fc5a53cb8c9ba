package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.ChangeClassifier;
import io.exactlyonce.operator.revision.SpecChange;
import java.util.Optional;

/** A deployment that was there before its label: completing it restarts its job once. */
final class Adoption {
    private static final String ALLOWED = "restart";

    private Adoption() {}

    static Optional<Violation> violation(
            AdmissionRequest request, Succession.Step step, Completion completion) {
        if (step.kind() != Succession.Kind.ADOPTED
                || request.object()
                        .annotation(Annotations.ADOPT)
                        .filter(ALLOWED::equals)
                        .isPresent()) {
            return Optional.empty();
        }
        return request.oldObject()
                .filter(stored -> restarts(stored, completion))
                .map(stored -> violation());
    }

    /** Nothing is restarted where nothing was ever started. */
    private static boolean restarts(FlinkDeployment stored, Completion completion) {
        boolean idle = stored.wantsSuspended() && completion.deployment().wantsSuspended();
        SpecChange change =
                ChangeClassifier.classify(stored.spec(), completion.deployment().spec()).change();
        return !idle && change.compareTo(SpecChange.IGNORE) > 0;
    }

    private static Violation violation() {
        return new Violation(
                Code.ADOPTION_RESTARTS,
                "metadata.labels[\"" + FlinkDeployment.POLICY_LABEL + "\"]",
                "new on a deployment that is running",
                "what it lacks for exactly-once is added to its configuration, and upstream"
                        + " restarts the job for that, once, from a savepoint that its running pods"
                        + " have to be able to write to the policy's storage",
                "Set the annotation "
                        + Annotations.ADOPT
                        + ": "
                        + ALLOWED
                        + " in the same write to allow the restart");
    }
}
