package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.INCARNATION;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.TransactionState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found out of a deployment that was deleted, once nothing of it is open. */
class LastAccountTest {
    private static final String NEWEST = DeletedScene.NEWEST;

    private final DeletedScene run = new DeletedScene(TestPolicy.deletion("Settle", "Fence"));
    private final LedgerScene scene = run.scene;
    private final Upstream upstream = run.upstream;
    private final PlayedBrokers brokers = run.brokers;
    private final String pending = run.pending(LedgerScene.prefix(1) + "out.0-9");
    private final String current =
            brokers.open(LedgerScene.prefix(1) + "out.0-10", PlayedBrokers.TIMEOUT);

    @Test
    void lossesAreLookedForUntilTheStorageAnswers() {
        brokers.end(pending, TransactionState.COMPLETE_ABORT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);
        StoredSnapshots there = brokers.stored.remove(INCARNATION);
        run.delete();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/Gone");

        brokers.stored.put(INCARNATION, there);
        brokers.look();

        assertThat(run.log().lost()).isEqualTo(1);
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/TransactionsLost");
    }

    @Test
    void idThatTheBrokersHaveForgottenIsNotCalledClean() {
        brokers.end(current, TransactionState.COMPLETE_ABORT);
        brokers.forget(pending);

        run.delete();
        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/TransactionsUndecided");
    }

    @Test
    void whatIsOverIsNotLookedForAgain() {
        run.delete();
        brokers.look();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
        brokers.stored.clear();
        brokers.contents.clear();

        assertThat(brokers.look().actions()).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
    }

    /** The intent was written, and then a newer snapshot was found that does not hold it. */
    @Test
    void whatWasToBeCommittedIsNotAbortedLater() {
        brokers.fails = true;
        run.delete();
        String newer = Upstream.checkpoint(JOB_1, 10);
        brokers.holds(newer);
        brokers.stored.put(
                INCARNATION,
                new StoredSnapshots.Listed(List.of(new Snapshot(newer, 10, JOB_1, null, false))));
        brokers.fails = false;

        brokers.look();

        assertThat(brokers.committed).containsExactly(pending);
        assertThat(brokers.fenced).containsExactly(current);
    }

    /** It was started from a snapshot of the one before, and never completed its own. */
    @Test
    void whatAnotherIncarnationLeftPendingInItsSnapshotIsCommitted() {
        brokers.end(pending, TransactionState.COMPLETE_COMMIT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);
        String inherited =
                brokers.open("eo1.shop.orders.aaaaaaaa.r000001.out.0-9", PlayedBrokers.TIMEOUT);
        brokers.holds(NEWEST, inherited);
        Incarnation before = TransactionalIdPrefix.ofId(inherited).orElseThrow().incarnation();
        brokers.neighbours.put(
                "orders",
                List.of(Ledger.of(new LedgerIdentity("shop", "orders", before, "uid-0"))));

        run.delete();

        assertThat(brokers.committed).containsExactly(inherited);
        brokers.look();
        assertThat(run.log().settled()).isEqualTo(1);
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
    }

    /** Somebody has acted on it: a later revision was live, and committed. */
    @Test
    void lossThatWasHandledDoesNotCountAgainstACleanEnd() {
        Loss old = new Loss("id-1", 7, 3, 1, "s3://lab/chk-1", scene.now, null);
        Ledger ledger = scene.ledger();
        scene.ledgers.put(
                ledger.identity().name(), ledger.with(ledger.transactions().losing(List.of(old))));
        brokers.look();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/TransactionsLost");
        upstream.next(Upstream.checkpoint(JOB_1, 9), LedgerScene.JOB_2);
        brokers.look();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).doesNotContain("Lost");
        brokers.end(pending, TransactionState.COMPLETE_COMMIT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);
        String last = Upstream.checkpoint(LedgerScene.JOB_2, 6);
        brokers.holds(last);
        brokers.stored.put(
                INCARNATION,
                new StoredSnapshots.Listed(
                        List.of(new Snapshot(last, 6, LedgerScene.JOB_2, null, false))));

        run.delete();
        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
        assertThat(run.log().losses()).hasSize(1);
    }
}
