package io.exactlyonce.operator.plan.recovery;

import io.exactlyonce.operator.ledger.PlannedRecovery;
import java.time.Duration;

/** What is to be done about a job that does not come up. */
public sealed interface RecoveryDecision {

    /** It runs, or upstream sees to it. */
    record NotNeeded() implements RecoveryDecision {}

    /**
     * Upstream may still see to it.
     *
     * @param left how long it is given
     */
    record Wait(Duration left) implements RecoveryDecision {}

    /** It would be recovered, but the controller is paused. */
    record Paused() implements RecoveryDecision {}

    /** What starting from the snapshot would do must be known first. */
    record Ask(String path) implements RecoveryDecision {}

    /** Start it again; the plan goes into the ledger before anything else. */
    record Recover(PlannedRecovery plan) implements RecoveryDecision {}

    /** The spec says so already; upstream has not brought it up yet. */
    record UnderWay(PlannedRecovery plan) implements RecoveryDecision {}

    /**
     * A person has to decide.
     *
     * @param message what was seen, why it matters, and what exactly to set
     */
    record Impossible(String message) implements RecoveryDecision {}
}
