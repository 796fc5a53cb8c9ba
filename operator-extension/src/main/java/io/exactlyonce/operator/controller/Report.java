package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.plan.LedgerPlan;

/** Tells whoever watches the operator itself what was done. */
@FunctionalInterface
public interface Report {
    /** To nobody. */
    Report NONE = (namespace, name, plan) -> {};

    /** Called after a plan was carried out. */
    void of(String namespace, String name, LedgerPlan plan);
}
