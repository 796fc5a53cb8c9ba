package io.exactlyonce.operator.transaction;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells of every open transaction of one incarnation whether anybody will finish it. A transaction
 * that nobody finishes stalls every careful reader of its topics until its timeout; one that is
 * aborted though a snapshot holds it pending is a loss caused by us (hazard H17). So it is an
 * orphan only if everything that could speak against it was seen and does not.
 *
 * @param ledger of the incarnation: only a revision whose full prefix stands in it is ours
 * @param heir who can still finish transactions
 * @param restorable snapshots that somebody may start from
 * @param contents of them, as far as they were read
 */
public record Sweep(
        Ledger ledger,
        Heir heir,
        Collection<Claim> restorable,
        Map<SnapshotAddress, SnapshotContent> contents) {
    /** Copies the collections; what is said first is the same each time. */
    public Sweep {
        restorable = List.copyOf(new TreeSet<>(restorable));
        contents = Map.copyOf(contents);
    }

    /**
     * An open transaction with what is to become of it.
     *
     * @param transaction the transaction
     * @param standing what is to become of it
     */
    public record Judged(OpenTransaction transaction, Standing standing) {}

    /** Judges each transaction; those of other incarnations are left out. */
    public List<Judged> judge(Collection<OpenTransaction> open) {
        List<Judged> judged = new ArrayList<>();
        for (OpenTransaction transaction : open) {
            if (transaction.prefix().incarnation().equals(ledger.identity().incarnation())) {
                judged.add(new Judged(transaction, standing(transaction)));
            }
        }
        return List.copyOf(judged);
    }

    /** Snapshots that have to be read before the judgement is final. */
    public Set<SnapshotAddress> questions(Collection<OpenTransaction> open) {
        Set<SnapshotAddress> unread = new TreeSet<>();
        restorable.stream()
                .map(Claim::snapshot)
                .filter(it -> !contents.containsKey(it))
                .forEach(unread::add);
        boolean matters =
                !(heir instanceof Heir.Unclear)
                        && open.stream()
                                .filter(
                                        it ->
                                                it.prefix()
                                                        .incarnation()
                                                        .equals(ledger.identity().incarnation()))
                                .anyMatch(it -> isKnown(it) && !isOfTheHeir(it));
        return matters ? unread : Set.of();
    }

    private Standing standing(OpenTransaction transaction) {
        if (isOfTheHeir(transaction)) {
            return new Standing.Live();
        }
        if (heir instanceof Heir.Unclear unclear) {
            return new Standing.Undecided(unclear.why());
        }
        if (!isKnown(transaction)) {
            return new Standing.Undecided(
                    "its prefix does not stand in the ledger, so another program may have chosen"
                            + " it");
        }
        for (Claim claim : restorable) {
            Optional<Standing> kept = kept(transaction, claim);
            if (kept.isPresent()) {
                return kept.get();
            }
        }
        return new Standing.Orphan();
    }

    private boolean isOfTheHeir(OpenTransaction transaction) {
        return heir instanceof Heir.Running running && transaction.revision() == running.revision()
                || heir instanceof Heir.Unclear unclear
                        && transaction.revision() == unclear.revision();
    }

    /** The full prefix of a revision that is kept in full, or a number and stem that were. */
    private boolean isKnown(OpenTransaction transaction) {
        String prefix = transaction.prefix().format();
        Optional<RevisionRecord> record = ledger.history().revision(transaction.revision());
        if (record.isPresent()) {
            return record.get().prefix().equals(prefix);
        }
        return ledger.history().knows(transaction.revision())
                && ledger.history().revisions().stream()
                        .flatMap(it -> TransactionalIdPrefix.parse(it.prefix()).stream())
                        .anyMatch(
                                it ->
                                        it.withRevision(transaction.revision())
                                                .format()
                                                .equals(prefix));
    }

    private Optional<Standing> kept(OpenTransaction transaction, Claim claim) {
        SnapshotContent content = contents.get(claim.snapshot());
        if (content instanceof SnapshotContent.Pending read) {
            return read.pending().stream()
                            .anyMatch(pending -> mayBe(pending, transaction.description()))
                    ? Optional.of(new Standing.Protected(claim.snapshot().path()))
                    : Optional.empty();
        }
        if (content instanceof SnapshotContent.Missing && !claim.mustBeThere()) {
            return Optional.empty();
        }
        String why =
                content instanceof SnapshotContent.Unreadable unreadable
                        ? "could not be read (" + unreadable.reason() + ")"
                        : content == null ? "was not read yet" : "is not there any more";
        return Optional.of(new Standing.Undecided(claim.title() + " " + why));
    }

    /** Not if a later epoch of the same producer is open: then the pending one is over. */
    private static boolean mayBe(Committable pending, TransactionDescription open) {
        return pending.transactionalId().equals(open.transactionalId())
                && !(pending.producerId() == open.producerId() && pending.epoch() < open.epoch());
    }
}
