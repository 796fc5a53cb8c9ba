package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import java.util.List;

/** Our label on another kind than a FlinkDeployment: it would promise what nobody keeps. */
final class Foreigner {
    private static final String BLUE_GREEN = "FlinkBlueGreenDeployment";

    private Foreigner() {}

    /** Refuses the write that puts the label on; later ones, finalizers among them, pass. */
    static AdmissionResponse answer(AdmissionRequest request, Fields written, Fields stored) {
        boolean labels = hasLabel(written) && !hasLabel(stored);
        return labels && !written.has("metadata", "deletionTimestamp")
                ? Answers.refused(List.of(violation(request.getKind().getKind())))
                : Answers.allowed();
    }

    private static boolean hasLabel(Fields object) {
        return object.has("metadata", "labels", FlinkDeployment.POLICY_LABEL);
    }

    private static Violation violation(String kind) {
        String field = "metadata.labels[\"" + FlinkDeployment.POLICY_LABEL + "\"]";
        return kind.equals(BLUE_GREEN)
                ? new Violation(
                        Code.BLUE_GREEN_CHILD,
                        field,
                        "set on a " + kind,
                        "two deployments run at the same time and both write, which is"
                                + " at-least-once",
                        "Use a FlinkDeployment, or remove the label")
                : new Violation(
                        Code.SESSION_CLUSTER,
                        field,
                        "set on a " + kind,
                        "a job in a session cluster has neither configuration nor pods of its own,"
                                + " so it cannot have transactional ids of its own either",
                        "Use a FlinkDeployment with spec.job (application mode), or remove the"
                                + " label");
    }
}
