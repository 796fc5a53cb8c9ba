package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /**
     * What follows.
     *
     * @param log with the losses that were found
     * @param clean empty as long as it is not known
     * @param actions the next question, if there is one
     */
    record Result(TransactionLog log, Optional<Verdict> clean, List<Action> actions) {}

    /** Of a snapshot, or of the reason why there is none to look into. */
    Result of(NewestSnapshot newest, TransactionLog log) {
        if (newest instanceof NewestSnapshot.None) {
            return new Result(log, Optional.of(clean(log)), List.of());
        }
        if (!(newest instanceof NewestSnapshot.Certain certain)) {
            return new Result(log, Optional.of(undecided("its newest snapshot is")), List.of());
        }
        PendingReview review = new PendingReview(ledger.care().policy(), certain.path(), evidence);
        if (review.question().isPresent()) {
            return new Result(log, Optional.empty(), List.copyOf(review.question().stream().toList()));
        }
        if (evidence.contents().get(certain.path()) instanceof SnapshotContent.Missing) {
            return new Result(log, Optional.of(undecided("what its newest snapshot held is")), List.of());
        }
        if (review.preflight().isEmpty() || !review.open().isEmpty()) {
            return new Result(log, Optional.empty(), List.of());
        }
        TransactionLog known = log.losing(review.newLosses(log.losses(), now));
        return new Result(known, Optional.of(clean(known)), List.of());
    }

    /** What was found out before; empty if nothing was. */
    Optional<Verdict> before() {
        return ledger.conditions()
                .of(TRANSACTIONS_CLEAN)
                .flatMap(
                        known ->
                                Reason.of(known.reason())
                                        .filter(
                                                reason ->
                                                        reason == Reason.TRANSACTIONS_CLEAN
                                                                || reason == Reason.TRANSACTIONS_LOST
                                                                || reason
                                                                        == Reason
                                                                                .TRANSACTIONS_UNDECIDED)
                                        .map(reason -> again(known, reason)));
    }

    private static Verdict again(Condition known, Reason reason) {
        return new Verdict(known.type(), known.status(), reason, known.message());
    }

    /** Nothing is open; whether anything was lost is in the log. */
    static Verdict clean(TransactionLog log) {
        List<Loss> losses = log.losses();
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
                                + " transactions that snapshot "
                                + losses.get(losses.size() - 1).snapshot()
                                + " held pending were aborted by the brokers, so their records are"
                                + " lost though its state counts them. Start from an earlier"
                                + " snapshot, or write the input of that time again.");
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
