package io.exactlyonce.operator.plan.transactions;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Committable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whose that is which a snapshot holds pending. A deployment that was started from a snapshot of
 * another one holds pending what that one wrote. As long as no ledger here knows who that is it may
 * be of another cluster on the same brokers; and a revision that runs commits its own. Neither is
 * ours to end.
 *
 * @param ledger whose snapshot it is
 * @param evidence what was seen
 */
record PendingOwners(Ledger ledger, TransactionEvidence evidence) {
    private static final int SHOWN = 3;
    private static final Set<Outcome> RUNS =
            Set.of(Outcome.PLANNED, Outcome.DEPLOYING, Outcome.LIVE);

    /** Ledgers that have to be looked up before it is known whose that is; empty if none. */
    Optional<Action.Question> question(Collection<Committable> pending) {
        Set<String> names = new TreeSet<>();
        for (Committable one : pending) {
            TransactionalIdPrefix.ofId(one.transactionalId())
                    .filter(this::isOfTheNamespace)
                    .filter(Predicate.not(this::isOwn))
                    .map(TransactionalIdPrefix::name)
                    .filter(name -> !evidence.neighbours().containsKey(name))
                    .ifPresent(names::add);
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(new Action.FindLedgers(names));
    }

    /** What may be committed in place of a job that will not come back. */
    List<Committable> ours(Collection<Committable> pending) {
        return pending.stream().filter(this::isOurs).toList();
    }

    /** What may not be touched. */
    List<Committable> foreign(Collection<Committable> pending) {
        return pending.stream().filter(Predicate.not(this::isOurs)).toList();
    }

    private boolean isOurs(Committable one) {
        return TransactionalIdPrefix.ofId(one.transactionalId())
                .filter(prefix -> isOwn(prefix) || isOfOneThatDoesNotRun(prefix))
                .isPresent();
    }

    private boolean isOwn(TransactionalIdPrefix prefix) {
        return isOfTheNamespace(prefix)
                && prefix.name().equals(ledger.identity().deployment())
                && prefix.incarnation().equals(ledger.identity().incarnation());
    }

    private boolean isOfTheNamespace(TransactionalIdPrefix prefix) {
        return prefix.namespace().equals(ledger.identity().namespace());
    }

    private boolean isOfOneThatDoesNotRun(TransactionalIdPrefix prefix) {
        return isOfTheNamespace(prefix)
                && evidence.neighbours().getOrDefault(prefix.name(), List.of()).stream()
                        .filter(it -> it.identity().incarnation().equals(prefix.incarnation()))
                        .anyMatch(it -> !mayRun(it, prefix.revision()));
    }

    /** One that is being deployed runs, or will; so may the last one if nothing is known of it. */
    private static boolean mayRun(Ledger owner, int revision) {
        boolean isLast =
                owner.history().revisions().stream().noneMatch(it -> it.number() > revision);
        return !(owner.phase() instanceof Phase.Gone)
                && owner.history()
                        .revision(revision)
                        .map(RevisionRecord::outcome)
                        .filter(it -> RUNS.contains(it) || it == Outcome.UNKNOWN && isLast)
                        .isPresent();
    }

    /** Of a deployment that is gone, which has nothing else open. */
    static Verdict verdict(List<Committable> foreign) {
        return Verdict.unknown(
                TRANSACTIONS_CLEAN,
                Reason.FOREIGN_INCARNATION,
                "The FlinkDeployment is deleted, and none of its own transactions is open. Its newest"
                        + " snapshot holds "
                        + foreign.size()
                        + " pending that no ledger here knows, or that a running revision commits"
                        + " itself ("
                        + foreign.stream()
                                .limit(SHOWN)
                                .map(Committable::transactionalId)
                                .collect(Collectors.joining(", "))
                        + "): they are left alone. Look after them where the snapshot comes from.");
    }
}
