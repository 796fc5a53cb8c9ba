package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.evidence.NewestSnapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.util.Optional;
import java.util.Set;

/** Which snapshot of a deleted deployment is its newest. */
final class LastSnapshot {
    private static final Set<Outcome> NEVER_LAST = Set.of(Outcome.SKIPPED, Outcome.ROLLED_BACK);

    private LastSnapshot() {}

    /**
     * By last-state a job goes on under its id: unless it said itself how it started, it did so as
     * the first of its revisions.
     */
    private static RevisionRecord origin(Ledger ledger, RevisionRecord last) {
        if (last.restore().confirmed()) {
            return last;
        }
        return ledger.history().revisions().stream()
                .filter(record -> record.jobId().equals(last.jobId()))
                .filter(record -> record.restore().mode() != Restore.Mode.LAST_STATE)
                .findFirst()
                .filter(record -> !hasCommitted(ledger, last.jobId()))
                .orElse(last);
    }

    private static boolean hasCommitted(Ledger ledger, String jobId) {
        return ledger.history().revisions().stream()
                .filter(record -> record.jobId().equals(jobId))
                .anyMatch(record -> record.committed().isPresent());
    }

    /** Of the last revision that may have run: one whose job nobody saw may have had one. */
    static NewestSnapshot of(Ledger ledger, StoredSnapshots stored) {
        return ledger.history().revisions().stream()
                .filter(record -> !NEVER_LAST.contains(record.outcome()))
                .reduce((older, newer) -> newer)
                .filter(last -> !last.jobId().isEmpty())
                .map(last -> origin(ledger, last))
                .map((RevisionRecord first) -> NewestSnapshot.of(first, Optional.empty(), stored))
                .orElseGet(
                        () ->
                                new NewestSnapshot.Unknown(
                                        "the job of its last revision was never seen"));
    }
}
