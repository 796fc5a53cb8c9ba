package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.rule.ForeignKind;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import java.util.List;

/** Our label on another kind than a FlinkDeployment: it would promise what nobody keeps. */
final class Foreigner {
    private Foreigner() {}

    /** Refuses the write that puts the label on; later ones, finalizers among them, pass. */
    static AdmissionResponse answer(AdmissionRequest request, Fields written, Fields stored) {
        boolean labels = hasLabel(written) && !hasLabel(stored);
        return labels && !written.has("metadata", "deletionTimestamp")
                ? Answers.refused(List.of(ForeignKind.violation(request.getKind().getKind())))
                : Answers.allowed();
    }

    private static boolean hasLabel(Fields object) {
        return object.has("metadata", "labels", FlinkDeployment.POLICY_LABEL);
    }
}
