package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;

/** Tells whoever watches the operator itself what was done. */
@FunctionalInterface
public interface Report {
    /** To nobody. */
    Report NONE = (namespace, name, seen, plan) -> {};

    /**
     * Called after a plan was carried out, one call at a time for each name. Whoever waits for it
     * is the controller, so nothing may be asked of anybody here.
     *
     * @param seen everything that the plan was made from
     */
    void of(String namespace, String name, LedgerObservation seen, LedgerPlan plan);
}
