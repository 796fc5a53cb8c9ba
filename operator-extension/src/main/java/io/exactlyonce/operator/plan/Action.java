package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;

/**
 * Something to do besides writing the ledger. The ledger of the plan is written first: whatever
 * follows can be found there after a crash, and every action may be done twice.
 */
public sealed interface Action {

    /** Write another ledger of the same name: that of an incarnation which is no more. */
    record WriteLedger(Ledger ledger) implements Action {}

    /** Remove a ledger whose transactions the brokers have forgotten, or that never had any. */
    record RemoveLedger(LedgerIdentity identity) implements Action {}

    /** Complete a suspended deployment that no webhook completed, by a merge patch. */
    record Complete(AdmissionPlan.Admit admission) implements Action {}

    /** Ask what starting from a snapshot would do, and plan again with the answer. */
    record Preflight(String path) implements Action {}

    /**
     * Set {@code job.initialSavepointPath} and {@code job.savepointRedeployNonce}, both in one
     * patch.
     */
    record Recover(String path, long nonce) implements Action {}
}
