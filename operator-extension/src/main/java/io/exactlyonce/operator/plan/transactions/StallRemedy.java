package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.Standing;
import io.exactlyonce.operator.transaction.Sweep.Judged;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What to do about a transaction that holds readers back, in words fit for users. */
final class StallRemedy {
    private StallRemedy() {}

    /**
     * Of a transaction that a snapshot of a deleted deployment holds pending, or that of a start.
     *
     * @param starts whether a deployment starts from that snapshot, and will commit it
     */
    static String keptByGone(
            TransactionDescription holder,
            Standing.Protected kept,
            boolean starts,
            Restraint restraint) {
        if (starts) {
            return "Snapshot "
                    + kept.snapshot()
                    + " holds it pending, and another FlinkDeployment starts from that: see that it"
                    + " runs"
                    + before(holder)
                    + ", which commits it. To abort it would lose its records.";
        }
        String held =
                "The FlinkDeployment is deleted, and its snapshot "
                        + kept.snapshot()
                        + " holds it pending. ";
        return restraint instanceof Restraint.None
                ? held + "It is being committed."
                : held
                        + restraint.remedy("it", "committed")
                        + holder.expiresAt()
                                .map(
                                        at ->
                                                "; the brokers abort it at "
                                                        + text(at)
                                                        + ", and its records are lost then.")
                                .orElse(".");
    }

    static String own(TransactionDescription holder, Judged one, Restraint restraint) {
        Standing standing = one.standing();
        if (standing instanceof Standing.Live) {
            return "Its revision runs, and no checkpoint has committed it: look at the job's"
                    + " checkpoints. If none completes"
                    + before(holder)
                    + ", the brokers abort it, and its records are written again or lost.";
        }
        if (standing instanceof Standing.Protected kept) {
            return "Snapshot "
                    + kept.snapshot()
                    + " holds it pending: bring the job back"
                    + before(holder)
                    + ", which commits it. To abort it would lose its records.";
        }
        if (standing instanceof Standing.Undecided undecided) {
            return "Whether anybody will finish it cannot be told: "
                    + undecided.why()
                    + ". See to that, or wait"
                    + until(holder)
                    + ".";
        }
        return restraint instanceof Restraint.None
                ? "Nobody will finish it; it is being aborted."
                : "Nobody will finish it. "
                        + restraint.remedy("it", "aborted")
                        + ", or wait"
                        + until(holder)
                        + ".";
    }

    static String foreign(TransactionDescription holder, Optional<TransactionalIdPrefix> prefix) {
        return prefix.map(
                                it ->
                                        "It is of FlinkDeployment "
                                                + it.namespace()
                                                + "/"
                                                + it.name()
                                                + ", "
                                                + RevisionKeys.text(it.revision())
                                                + ", incarnation "
                                                + it.incarnation().value()
                                                + ": see its ledger, which may be in another"
                                                + " cluster")
                        .orElse("It is of another program: ask whoever owns the id")
                + ", or wait"
                + until(holder)
                + ". Never kafka-transactions.sh abort: its coordinator knows it.";
    }

    static String hanging(Stall stall) {
        return "No coordinator tells of producer "
                + stall.producer().producerId()
                + ", and it has been there for longer than any broker lets a transaction be: it"
                + " never ends by itself. Make sure, as a user who may describe every"
                + " transactional id, that none is of that producer; then: "
                + stall.abortCommand();
    }

    static String unknown(Stall stall, Optional<Instant> certain) {
        return "No coordinator tells of producer "
                + stall.producer().producerId()
                + ": its id may be one that the operator may not describe, or the transaction"
                + " hangs. "
                + certain.map(at -> "Wait until " + text(at) + ", when it is known which")
                        .orElse(
                                "Which of them is not known as long as the brokers do not tell"
                                        + " transaction.max.timeout.ms")
                + ". Never kafka-transactions.sh abort before: it would lose records.";
    }

    static String untold(String why) {
        return "What holds it could not be found out: " + why + ".";
    }

    private static String before(TransactionDescription holder) {
        return holder.expiresAt().map(at -> " before " + text(at)).orElse(" soon");
    }

    private static String until(TransactionDescription holder) {
        return holder.expiresAt()
                .map(at -> " until " + text(at) + ", when the brokers abort it")
                .orElse(" for its coordinator, which is ending it");
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
