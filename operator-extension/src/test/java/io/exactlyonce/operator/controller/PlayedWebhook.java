package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionPlanner;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.rule.Surroundings;
import org.jspecify.annotations.Nullable;

/**
 * What the webhook makes of a write, for tests that have none.
 *
 * @param policy the whole resource
 */
public record PlayedWebhook(Fields policy) {

    /**
     * The object as it is to be stored.
     *
     * @param stored as it is stored now; null for a new one
     * @throws AssertionError if the write is refused
     */
    public Fields admit(String uid, Fields object, @Nullable FlinkDeployment stored) {
        FlinkDeployment written =
                stored == null ? FlinkDeployment.of(object) : stored.withObject(object);
        AdmissionPlan plan =
                new AdmissionPlanner()
                        .plan(
                                new AdmissionRequest(uid, written, stored),
                                new PolicyLookup.Found(
                                        "standard",
                                        PolicyReader.read(policy),
                                        BrokerContract.of(policy)),
                                Surroundings.NONE);
        if (plan instanceof AdmissionPlan.Admit admit) {
            return admit.object();
        }
        throw new AssertionError(plan.toString());
    }
}
