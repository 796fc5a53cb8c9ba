package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionPlanner;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.admission.ScalePlanner;
import io.exactlyonce.operator.plan.admission.ScaleRequest;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.rule.Surroundings;
import java.util.List;

/** The pure decisions that the webhook puts in front of the API server. */
public interface Decisions {

    /** The answer to a write of a FlinkDeployment. */
    AdmissionPlan write(AdmissionRequest request, PolicyLookup policy, Surroundings surroundings);

    /** The answer to a write of its scale subresource. */
    AdmissionPlan scale(ScaleRequest request, List<AcknowledgedRisk> risks);

    /** The planners. */
    static Decisions planned() {
        AdmissionPlanner writes = new AdmissionPlanner();
        ScalePlanner scales = new ScalePlanner();
        return new Decisions() {
            @Override
            public AdmissionPlan write(
                    AdmissionRequest request, PolicyLookup policy, Surroundings surroundings) {
                return writes.plan(request, policy, surroundings);
            }

            @Override
            public AdmissionPlan scale(ScaleRequest request, List<AcknowledgedRisk> risks) {
                return scales.plan(request, risks);
            }
        };
    }
}
