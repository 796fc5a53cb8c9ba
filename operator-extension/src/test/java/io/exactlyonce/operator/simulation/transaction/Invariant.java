package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.simulation.engine.Requirement;

/** What must hold whatever happens. */
enum Invariant implements Requirement {
    PENDING_IS_NEVER_FENCED("A transaction that a restorable snapshot holds pending was fenced"),
    FOREIGN_IS_NEVER_TOUCHED("A transaction of another cluster was ended"),
    LIVE_IS_NEVER_FENCED("A transaction of a job that runs was fenced"),
    RECORDED_BEFORE("A transaction was ended that no ledger had recorded before"),
    LOOKED_AT_JUST_BEFORE("An id was fenced that nobody had looked at just before"),
    TOLD_ONCE("A fence was told or counted more than once"),
    NOTHING_LOST_SILENTLY("Records that a state counts were lost, and nobody said so"),
    NO_ORPHAN_STAYS("A transaction that nobody will finish stayed open"),
    READERS_SEE_WHAT_IS_COMMITTED("Readers see something else than what was committed"),
    SETTLED_IS_COMMITTED(
            "What the newest checkpoint of a deleted deployment held is not committed");

    private final String breach;

    Invariant(String breach) {
        this.breach = breach;
    }

    @Override
    public String breach() {
        return breach;
    }
}
