package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.action.EventNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What to tell of transactions: the difference between two logs of them. */
public final class TransactionEvents {
    private static final int SHOWN = 3;

    private TransactionEvents() {}

    /** Of a deployment that is there. */
    public static List<EventNote> between(Ledger before, Ledger next) {
        return between(before, next, new Restraint.None());
    }

    /**
     * Of any.
     *
     * @param restraint what keeps the controller from committing what is pending, if the deployment
     *     is gone
     */
    public static List<EventNote> between(Ledger before, Ledger next, Restraint restraint) {
        List<EventNote> notes = new ArrayList<>();
        ended(before.transactions(), next.transactions(), Ended.How.FENCED, notes);
        ended(before.transactions(), next.transactions(), Ended.How.SETTLED, notes);
        lost(before.transactions(), next.transactions(), notes);
        deadline(before.transactions(), next, restraint, notes);
        return List.copyOf(notes);
    }

    private static void ended(
            TransactionLog before, TransactionLog next, Ended.How how, List<EventNote> notes) {
        Set<String> old =
                before.ended().stream()
                        .filter(it -> it.done().isPresent())
                        .map(TransactionEvents::key)
                        .collect(Collectors.toSet());
        List<String> fresh =
                next.ended().stream()
                        .filter(it -> it.how() == how && it.done().isPresent())
                        .filter(it -> !old.contains(key(it)))
                        .map(Ended::transactionalId)
                        .toList();
        if (fresh.isEmpty()) {
            return;
        }
        boolean fenced = how == Ended.How.FENCED;
        // Of many the log keeps the newest only.
        int count = fenced ? next.fenced() - before.fenced() : next.settled() - before.settled();
        notes.add(
                new EventNote(
                        false,
                        fenced ? Reason.FENCED : Reason.SETTLED,
                        Math.max(count, fresh.size())
                                + (fenced
                                        ? " transactions that nobody would finish were aborted: "
                                        : " transactions that the newest snapshot held pending were"
                                                + " committed: ")
                                + some(fresh)
                                + "."));
    }

    private static String key(Ended ended) {
        return ended.transactionalId() + "/" + ended.producerId() + "/" + ended.epoch();
    }

    private static void lost(TransactionLog before, TransactionLog next, List<EventNote> notes) {
        List<String> fresh =
                next.losses().stream()
                        .filter(loss -> before.losses().stream().noneMatch(loss::isSameAs))
                        .map(Loss::transactionalId)
                        .toList();
        if (!fresh.isEmpty()) {
            notes.add(
                    new EventNote(
                            true,
                            Reason.TRANSACTIONS_LOST,
                            fresh.size()
                                    + " transactions that the newest snapshot holds pending were"
                                    + " aborted by the brokers, so their records are lost: "
                                    + some(fresh)
                                    + ". Start from an earlier snapshot, or write the input of"
                                    + " that time again."));
        }
    }

    /** Told when a mark is passed. */
    private static void deadline(
            TransactionLog before, Ledger next, Restraint restraint, List<EventNote> notes) {
        CommitDeadline deadline = next.transactions().deadline();
        if (deadline == null) {
            return;
        }
        int then =
                before.deadlineIfAny()
                        .filter(it -> it.since().equals(deadline.since()))
                        .map(CommitDeadline::told)
                        .orElse(0);
        if (deadline.told() == then || deadline.told() == 0) {
            return;
        }
        notes.add(
                new EventNote(
                        true,
                        deadline.told() >= CommitDeadline.NEAR
                                ? Reason.COMMIT_DEADLINE_NEAR
                                : Reason.COMMIT_DEADLINE_HALF,
                        next.phase() instanceof Phase.Gone
                                ? ofGone(deadline, restraint)
                                : ofStopped(deadline)));
    }

    private static String ofStopped(CommitDeadline deadline) {
        String matter =
                deadline.pending() > 0
                        ? "the brokers abort "
                                + deadline.pending()
                                + " pending transactions from then on, and their records are lost"
                        : "the brokers forget its transactional ids then, and a start from the"
                                + " savepoint fails again and again";
        return "The job does not run and has to be back before "
                + deadline.at()
                + ": "
                + matter
                + ". Set spec.job.state to running, or mend what keeps it from starting.";
    }

    private static String ofGone(CommitDeadline deadline, Restraint restraint) {
        return "The deployment is deleted, and the "
                + deadline.pending()
                + " transactions that its newest checkpoint holds pending are not committed yet:"
                + " the brokers abort them from "
                + deadline.at()
                + " on, and their records are lost. "
                + restraint.remedy("them", "committed")
                + ", or commit them with the command preflight --settle.";
    }

    private static String some(List<String> ids) {
        return ids.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (ids.size() > SHOWN ? " and " + (ids.size() - SHOWN) + " more" : "");
    }
}
