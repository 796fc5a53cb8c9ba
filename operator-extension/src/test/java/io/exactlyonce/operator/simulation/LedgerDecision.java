package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.LedgerPlanner;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;

/** The ledger's planner, or a sabotaged one. */
@FunctionalInterface
interface LedgerDecision {
    LedgerPlan plan(LedgerObservation observation);

    static LedgerDecision real() {
        return LedgerPlanner::plan;
    }
}
