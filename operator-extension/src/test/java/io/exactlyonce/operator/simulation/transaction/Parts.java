package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.LedgerPlanner;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * What is tried; a test of the simulation spoils one of them.
 *
 * @param planner that decides what to end
 * @param prefixing number that the prefix of a revision bears
 * @param loud whether jobs say what they lose
 * @param describesAgain whether ids are described by the brokers just before they are fenced
 * @param readsAgain whether deployments are read again just before a transaction is ended
 */
record Parts(
        Function<LedgerObservation, LedgerPlan> planner,
        IntUnaryOperator prefixing,
        boolean loud,
        boolean describesAgain,
        boolean readsAgain) {
    static final Parts REAL = new Parts(LedgerPlanner::plan, number -> number, true, true, true);

    /** The planner sees something else than what is there. */
    static Parts seeing(UnaryOperator<LedgerObservation> spoilt) {
        return planning(observation -> LedgerPlanner.plan(spoilt.apply(observation)));
    }

    static Parts planning(Function<LedgerObservation, LedgerPlan> spoilt) {
        return new Parts(spoilt, REAL.prefixing(), true, true, true);
    }
}
