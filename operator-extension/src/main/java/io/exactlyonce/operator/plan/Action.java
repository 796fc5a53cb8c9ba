package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import java.util.List;
import java.util.Set;

/**
 * Something to do besides writing the ledger. The ledger of the plan is written first: whatever
 * follows can be found there after a crash, and every action may be done twice.
 */
public sealed interface Action {

    /** Write another ledger of the same name: that of an incarnation which is no more. */
    record WriteLedger(Ledger ledger) implements Action {}

    /** Remove a ledger whose transactions the brokers have forgotten, or that never had any. */
    record RemoveLedger(LedgerIdentity identity) implements Action {}

    /**
     * Put an event on the ledger of a deployment that is gone: there is nothing else to put it on.
     */
    record Tell(Ledger about, EventNote note) implements Action {}

    /** Complete a suspended deployment that no webhook completed, by a merge patch. */
    record Complete(AdmissionPlan.Admit admission) implements Action {}

    /** Ask what starting from a snapshot would do, and plan again with the answer. */
    record Preflight(String path) implements Question {}

    /**
     * Set {@code job.initialSavepointPath} and {@code job.savepointRedeployNonce}, both in one
     * patch.
     */
    record Recover(String path, long nonce) implements Action {}

    /**
     * Abort transactions that nobody will finish. Who carries it out looks again just before: the
     * deployment must be as it was seen, and each id still open with the same producer and epoch.
     *
     * @param policy whose brokers hold them
     * @param transactions as the ledger of the plan records them
     */
    record Fence(String policy, List<Ended> transactions) implements Action {
        /** Copies the list. */
        public Fence {
            transactions = List.copyOf(transactions);
        }
    }

    /**
     * Commit what a snapshot holds pending, in place of a job that will not come back.
     *
     * @param policy whose brokers hold them
     * @param transactions as the ledger of the plan records them
     */
    record Settle(String policy, List<Ended> transactions) implements Action {
        /** Copies the list. */
        public Settle {
            transactions = List.copyOf(transactions);
        }
    }

    /** Something the plan depends on: answer it, and plan again. */
    sealed interface Question extends Action {}

    /** What does a snapshot hold pending? */
    record ReadSnapshot(String policy, String path) implements Question {}

    /** Which ledgers are there of these names, of the same namespace? */
    record FindLedgers(Set<String> names) implements Question {
        /** Copies the set. */
        public FindLedgers {
            names = Set.copyOf(names);
        }
    }

    /** What lies in the checkpoint directory of an incarnation that is gone? */
    record ListSnapshots(Ledger ledger) implements Question {}

    /** What do the coordinators say of these ids? */
    record Describe(String policy, Set<String> transactionalIds) implements Question {
        /** Copies the set. */
        public Describe {
            transactionalIds = Set.copyOf(transactionalIds);
        }
    }

    /** Do the brokers know ids that begin with this? */
    record Sample(String policy, String prefix) implements Question {}
}
