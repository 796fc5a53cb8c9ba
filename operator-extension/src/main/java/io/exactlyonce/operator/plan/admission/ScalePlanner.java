package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.rule.Acknowledgements;
import io.exactlyonce.operator.rule.Judgement;
import io.exactlyonce.operator.rule.ScaleSubresource;
import java.util.List;

/**
 * Answers writes of the {@code scale} subresource, which is {@code spec.taskManager.replicas}. A
 * {@code Scale} cannot be completed with a new revision, so for a labelled deployment it is
 * refused.
 */
public final class ScalePlanner {

    /** The answer; {@code risks} are those that the deployment's policy acknowledges. */
    public AdmissionPlan plan(ScaleRequest request, List<AcknowledgedRisk> risks) {
        if (request.replicas() == request.before()) {
            return new AdmissionPlan.Pass("The number of replicas stays");
        }
        return request.deployment()
                .filter(deployment -> deployment.policyName().isPresent())
                .map(deployment -> judged(request, deployment, risks))
                .orElseGet(() -> new AdmissionPlan.Pass("No label of ours"));
    }

    private static AdmissionPlan judged(
            ScaleRequest request, FlinkDeployment deployment, List<AcknowledgedRisk> risks) {
        Judgement judgement =
                Acknowledgements.of(risks, deployment.annotation(Annotations.ACCEPT))
                        .judge(
                                List.of(
                                        ScaleSubresource.violation(
                                                request.replicas(), request.before())));
        return judgement.refused().isEmpty()
                ? new AdmissionPlan.Pass(Code.SCALE_SUBRESOURCE.id() + " is acknowledged")
                : new AdmissionPlan.Refuse(judgement.refused());
    }
}
