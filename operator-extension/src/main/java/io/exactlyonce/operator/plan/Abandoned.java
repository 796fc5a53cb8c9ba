package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Heir;
import io.exactlyonce.operator.transaction.OpenTransaction;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a start with empty state, which somebody accepted, has left behind. The new revision goes on
 * where the offsets of the consumer group are, and those count the records of the abandoned newest
 * checkpoint as written: so what it holds pending is committed before the rest is aborted.
 *
 * @param heir who can finish transactions; unclear as long as the abandoned snapshot is
 * @param path of the abandoned newest snapshot; empty if there is none, or it is not known yet
 * @param pending what it holds open, to be committed
 * @param question that has to be answered first
 */
record Abandoned(
        Heir heir,
        Optional<String> path,
        List<Committable> pending,
        Optional<Action.Question> question) {
    private static final Set<Outcome> NEVER_RAN =
            Set.of(Outcome.SKIPPED, Outcome.ROLLED_BACK, Outcome.PLANNED);

    static Abandoned of(
            Situation situation,
            Ledger ledger,
            Heir heir,
            Collection<OpenTransaction> open,
            TransactionEvidence evidence) {
        Optional<RevisionRecord> live =
                heir instanceof Heir.Running
                        ? situation
                                .current()
                                .filter(it -> it.restore().mode() == Restore.Mode.STATELESS)
                                .filter(situation::hadStateBefore)
                        : Optional.empty();
        if (live.isEmpty() || !leavesSomething(live.get(), ledger, open)) {
            return new Abandoned(heir, Optional.empty(), List.of(), Optional.empty());
        }
        StoredSnapshots stored = evidence.snapshots().get(ledger.identity().incarnation());
        if (stored == null) {
            return waiting(live.get(), Optional.of(new Action.ListSnapshots(ledger)));
        }
        NewestSnapshot newest = newest(ledger, live.get(), stored);
        if (newest instanceof NewestSnapshot.None) {
            return new Abandoned(heir, Optional.empty(), List.of(), Optional.empty());
        }
        if (!(newest instanceof NewestSnapshot.Certain certain)) {
            return waiting(live.get(), Optional.empty());
        }
        PendingReview review = new PendingReview(ledger.care().policy(), certain.path(), evidence);
        PendingOwners owners = new PendingOwners(ledger, evidence);
        return new Abandoned(
                heir,
                Optional.of(certain.path()),
                owners.ours(review.open()),
                review.question().or(() -> owners.question(review.open())));
    }

    private static boolean leavesSomething(
            RevisionRecord live, Ledger ledger, Collection<OpenTransaction> open) {
        return open.stream()
                .filter(it -> it.prefix().incarnation().equals(ledger.identity().incarnation()))
                .anyMatch(it -> it.revision() < live.number());
    }

    private static NewestSnapshot newest(
            Ledger ledger, RevisionRecord live, StoredSnapshots stored) {
        return ledger.history().revisions().stream()
                .filter(record -> record.number() < live.number())
                .filter(record -> !NEVER_RAN.contains(record.outcome()))
                .reduce((older, newer) -> newer)
                .filter(record -> !record.jobId().isEmpty())
                .map(before -> NewestSnapshot.of(before, Optional.empty(), stored))
                .orElseGet(
                        () ->
                                new NewestSnapshot.Unknown(
                                        "the job of the revision before was never seen"));
    }

    private static Abandoned waiting(RevisionRecord live, Optional<Action.Question> question) {
        return new Abandoned(
                new Heir.Unclear(
                        live.number(),
                        "it started with empty state, and what the snapshot before holds pending is"
                                + " not known"),
                Optional.empty(),
                List.of(),
                question);
    }
}
