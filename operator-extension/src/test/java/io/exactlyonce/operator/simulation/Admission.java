package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionPlanner;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.rule.Surroundings;

/** The planner that is tried, or a sabotaged one that proves the invariants can fail. */
@FunctionalInterface
interface Admission {
    AdmissionPlan plan(AdmissionRequest request, PolicyLookup lookup, Surroundings surroundings);

    static Admission real() {
        return new AdmissionPlanner()::plan;
    }
}
