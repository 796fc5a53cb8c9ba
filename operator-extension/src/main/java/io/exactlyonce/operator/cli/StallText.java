package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.cli.StallSearch.Found;
import io.exactlyonce.operator.cli.StallSearch.Wait;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.transaction.SeenStall.Held;
import io.exactlyonce.operator.transaction.SeenStall.Untold;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What readers wait for, in words for whoever is on call.
 *
 * @param now time of the look
 */
record StallText(Instant now) {
    private static final String NEXT = "\n             ";

    /** Three or four lines, without an end. */
    String of(Wait wait) {
        String where =
                wait.partition()
                        + "  "
                        + wait.end().lag()
                        + " records from offset "
                        + wait.end().lastStableOffset()
                        + " on\n    held by  ";
        if (wait.cause() instanceof Untold untold) {
            return where
                    + "an unknown transaction. "
                    + untold.why()
                    + ".\n    remedy   ask again as a user who has that right. Never"
                    + " kafka-transactions.sh abort before: it would lose records.";
        }
        Stall stall = ((Held) wait.cause()).stall();
        return where + holder(stall) + revision(stall) + "\n    remedy   " + remedy(stall);
    }

    /** The last line. */
    String summary(Found found) {
        String waits = found.waits().size() + " of " + found.partitions() + " partitions";
        if (found.unseen().isEmpty()) {
            return found.waits().isEmpty()
                    ? "Careful readers get everything that is there."
                    : waits + " hold readers back.";
        }
        return waits
                + " that could be looked at hold readers back; of the other topics it is not known.";
    }

    private String holder(Stall stall) {
        Optional<TransactionDescription> known = stall.known();
        Instant since =
                known.flatMap(TransactionDescription::started).orElse(stall.producer().lastWrite());
        return known.map(TransactionDescription::transactionalId)
                        .orElse("producer " + stall.producer().producerId())
                + ", open for "
                + Math.max(0, Duration.between(since, now).toSeconds())
                + " s";
    }

    private static String revision(Stall stall) {
        return stall.known()
                .flatMap(it -> TransactionalIdPrefix.ofId(it.transactionalId()))
                .map(
                        prefix ->
                                "\n    of       FlinkDeployment "
                                        + prefix.namespace()
                                        + "/"
                                        + prefix.name()
                                        + ", revision "
                                        + prefix.revision()
                                        + ", incarnation "
                                        + prefix.incarnation().value()
                                        + subtask(stall))
                .orElse("");
    }

    private static String subtask(Stall stall) {
        OptionalInt subtask =
                stall.known()
                        .map(it -> TransactionalIdPrefix.subtask(it.transactionalId()))
                        .orElseGet(OptionalInt::empty);
        return subtask.isPresent() ? ", subtask " + subtask.getAsInt() : "";
    }

    private static String remedy(Stall stall) {
        if (stall.isHanging()) {
            return "no coordinator tells of it, so none will ever end it, unless its id is one that"
                    + " you may not describe."
                    + NEXT
                    + "After making sure of that, and that no job writes there:"
                    + NEXT
                    + stall.abortCommand();
        }
        Optional<TransactionDescription> known = stall.known();
        String until =
                known.flatMap(TransactionDescription::expiresAt)
                        .map(at -> ", or wait until " + at + ", when the brokers abort it")
                        .orElse("");
        boolean ours =
                known.flatMap(it -> TransactionalIdPrefix.ofId(it.transactionalId())).isPresent();
        return ours
                ? "if its revision runs, its next checkpoint ends it. If not, kubectl describe txl"
                        + " says why it is kept; transactions.orphans: Fence ends what nobody"
                        + " needs"
                        + until
                        + "."
                        + NEXT
                        + "Never kafka-transactions.sh abort: the coordinator knows it, and records"
                        + " would be lost without a sign."
                : "ask whoever owns this id" + until + ". Never kafka-transactions.sh abort.";
    }
}
