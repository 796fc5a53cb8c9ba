package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.transaction.Fate;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Preflight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of the transactions of a deployment that is gone, once none of them is open: the
 * brokers may have aborted what its newest snapshot held pending before anybody came to commit it.
 * That is looked for until it is known; the condition TransactionsClean then says so, and it is not
 * looked for again.
 *
 * @param ledger of the deleted deployment
 * @param evidence what was seen of its transactions
 * @param now time of the look
 */
record LastAccount(Ledger ledger, TransactionEvidence evidence, Instant now) {

    private static final Set<Reason> ANSWERS =
            Set.of(
                    Reason.TRANSACTIONS_CLEAN,
                    Reason.TRANSACTIONS_LOST,
                    Reason.TRANSACTIONS_UNDECIDED);

    /**
     * What follows.
     *
     * @param log with the losses that were found
     * @param clean empty as long as it is not known
     * @param pending what is open nevertheless, and will commit as long as somebody does it in time
     * @param open the same, as the brokers describe it
     * @param questions the next one, if there is one
     */
    record Result(
            TransactionLog log,
            Optional<Verdict> clean,
            List<Committable> pending,
            List<OpenTransaction> open,
            List<Action> questions) {}

    /** Of a snapshot, or of the reason why there is none to look into. */
    Result of(NewestSnapshot newest) {
        TransactionLog log = ledger.transactions();
        if (newest instanceof NewestSnapshot.None) {
            return known(log, clean(log));
        }
        if (!(newest instanceof NewestSnapshot.Certain certain)) {
            return known(log, undecided("its newest snapshot is"));
        }
        PendingReview review = new PendingReview(ledger.care().policy(), certain.path(), evidence);
        if (evidence.content(ledger.care().policy(), certain.path())
                instanceof SnapshotContent.Missing) {
            return known(log, undecided("what its newest snapshot held is"));
        }
        TransactionLog losing = log.losing(review.newLosses(log.losses(), now));
        if (review.preflight().isPresent() && review.open().isEmpty()) {
            boolean told = review.preflight().filter(LastAccount::isTold).isPresent();
            return known(
                    losing,
                    told || !losing.openLosses().isEmpty()
                            ? clean(losing)
                            : undecided("what became of some of it is"));
        }
        return new Result(
                losing,
                Optional.empty(),
                review.open(),
                described(review.open()),
                List.copyOf(review.question().stream().toList()));
    }

    /** Ids that were used again, or that the brokers have forgotten, tell nothing. */
    private static boolean isTold(Preflight fates) {
        return fates.ids(Fate.UNKNOWN).isEmpty() && fates.ids(Fate.FORGOTTEN).isEmpty();
    }

    Result known(TransactionLog log, Verdict verdict) {
        return new Result(log, Optional.of(verdict), List.of(), List.of(), List.of());
    }

    private List<OpenTransaction> described(List<Committable> pending) {
        List<OpenTransaction> open = new ArrayList<>();
        for (Committable one : pending) {
            String id = one.transactionalId();
            TransactionalIdPrefix.ofId(id)
                    .ifPresent(
                            prefix ->
                                    evidence.described()
                                            .getOrDefault(id, Optional.empty())
                                            .map(told -> new OpenTransaction(told, prefix))
                                            .ifPresent(open::add));
        }
        return open;
    }

    /** What was found out before; empty if nothing was. */
    Optional<Verdict> before() {
        return ledger.conditions()
                .of(TRANSACTIONS_CLEAN)
                .flatMap(
                        known ->
                                Reason.of(known.reason())
                                        .filter(ANSWERS::contains)
                                        .map(reason -> again(known, reason)));
    }

    private static Verdict again(Condition known, Reason reason) {
        return new Verdict(known.type(), known.status(), reason, known.message());
    }

    /** Nothing is open; whether anything was lost is in the log. */
    static Verdict clean(TransactionLog log) {
        List<Loss> losses = log.openLosses();
        return losses.isEmpty()
                ? Verdict.yes(
                        TRANSACTIONS_CLEAN,
                        Reason.TRANSACTIONS_CLEAN,
                        "The FlinkDeployment is deleted, and none of its transactions is open.")
                : Verdict.no(
                        TRANSACTIONS_CLEAN,
                        Reason.TRANSACTIONS_LOST,
                        "The FlinkDeployment is deleted. "
                                + losses.size()
                                + " transactions that "
                                + TransactionsVerdict.holder(losses)
                                + " held pending were aborted by the brokers, so their records are"
                                + " lost though its state counts them. Start from an earlier"
                                + " snapshot, or write the input of that time again.");
    }

    /** By the policy nobody is to commit what is open. */
    static Verdict givenUp(int open) {
        return Verdict.no(
                TRANSACTIONS_CLEAN,
                Reason.ORPHANS_OPEN,
                "The FlinkDeployment is deleted, and "
                        + open
                        + " of its transactions are still open: careful readers of their topics"
                        + " wait. The deletionPolicy of the policy says that they are not"
                        + " committed.");
    }

    private static Verdict undecided(String what) {
        return Verdict.unknown(
                TRANSACTIONS_CLEAN,
                Reason.TRANSACTIONS_UNDECIDED,
                "The FlinkDeployment is deleted, and none of its transactions is open. Whether all"
                        + " that it held pending was committed cannot be told: "
                        + what
                        + " not known.");
    }
}
