package io.exactlyonce.operator.transaction;

import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What starting from a snapshot would do to each transaction that is pending in it.
 *
 * @param entries by transactional id
 */
public record Preflight(List<Entry> entries) {
    /** Copies and sorts the list. */
    public Preflight {
        entries =
                entries.stream()
                        .sorted(Comparator.comparing(entry -> entry.pending().transactionalId()))
                        .toList();
    }

    /**
     * One pending transaction.
     *
     * @param pending as the snapshot holds it
     * @param fate what becomes of it
     */
    public record Entry(Committable pending, Fate fate) {}

    /** Judges what a snapshot holds pending by what the coordinators say of the ids. */
    public static Preflight of(
            List<Committable> pending, Map<String, TransactionDescription> told) {
        List<Entry> entries = new ArrayList<>();
        for (Committable one : pending) {
            entries.add(new Entry(one, Fate.of(one, told.get(one.transactionalId()))));
        }
        return new Preflight(entries);
    }

    /** The verdict on a snapshot as it was read, with what the coordinators say of its ids. */
    public static PreflightVerdict verdict(
            SnapshotContent content, Map<String, TransactionDescription> told) {
        if (content instanceof SnapshotContent.Unreadable unreadable) {
            return new PreflightVerdict.Unknown(unreadable.reason());
        }
        return content instanceof SnapshotContent.Pending read
                ? of(read.pending(), told).verdict()
                : new PreflightVerdict.NotFound();
    }

    /** One verdict for all: a proven loss outweighs what is not known. */
    public PreflightVerdict verdict() {
        List<String> lost = ids(Fate.LOST);
        if (!lost.isEmpty()) {
            return new PreflightVerdict.Lost(lost);
        }
        List<String> forgotten = ids(Fate.FORGOTTEN);
        if (!forgotten.isEmpty()) {
            return new PreflightVerdict.Forgotten(forgotten);
        }
        List<String> unknown = ids(Fate.UNKNOWN);
        return unknown.isEmpty()
                ? new PreflightVerdict.AllSafe()
                : new PreflightVerdict.Unknown(
                        unknown.size()
                                + " of its pending transactions, such as "
                                + unknown.get(0)
                                + ", were used again since, so what became of them is not told");
    }

    /** Ids of one fate. */
    public List<String> ids(Fate fate) {
        return entries.stream()
                .filter(entry -> entry.fate() == fate)
                .map(entry -> entry.pending().transactionalId())
                .toList();
    }
}
