package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.FieldChange;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.Incarnation;
import java.util.List;
import java.util.Optional;

/**
 * Whether what is about to be stored is what was completed. Planning a completed object again adds
 * nothing, but for one thing: a CREATE gets a fresh incarnation in every call, because a request's
 * uid is new in every call. So a difference that is only the incarnation is none.
 */
final class Untouched {
    private Untouched() {}

    /** Paths of the fields that lack or differ; values may be secrets and are left out. */
    static List<String> differences(FlinkDeployment written, AdmissionPlan.Admit plan) {
        Optional<String> incarnation =
                written.annotation(Annotations.INCARNATION).filter(Incarnation::isValid);
        String planned = plan.mark().incarnation().value();
        return plan.added().stream()
                .filter(
                        change ->
                                incarnation
                                        .filter(actual -> isOnly(change, actual, planned))
                                        .isEmpty())
                .map(FieldChange::path)
                .toList();
    }

    private static boolean isOnly(FieldChange change, String actual, String planned) {
        return change.from() != null
                && change.to() != null
                && change.from().replace(actual, planned).equals(change.to());
    }
}
