package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.transaction.TransactionState;
import org.junit.jupiter.api.Test;

/** What is said of a job that does not run, if not all is known that it holds pending. */
class StopDoubtTest {
    private final StoppedScene stop = new StoppedScene();

    @Test
    void snapshotThatIsNotThereIsNotClean() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_ABORT);
        stop.brokers.contents.put(StoppedScene.NEWEST, new SnapshotContent.Missing());
        stop.suspended();

        stop.look();

        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        assertThat(stop.scene.message(TRANSACTIONS_CLEAN))
                .contains(StoppedScene.NEWEST, "not there", "Put it back");
    }

    @Test
    void newestSnapshotThatIsNotKnownIsNotClean() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_ABORT);
        stop.storage.clear();
        stop.failed("1795322562367");

        stop.look();
        stop.look();

        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        assertThat(stop.scene.message(TRANSACTIONS_CLEAN))
                .contains("none of them is there any more", "checkpoint directory");
        assertThat(stop.listings).as("it may be mended any time").isEqualTo(2);
    }

    @Test
    void idThatTheBrokersHaveForgottenIsNotCleanAndNotAskedForAgain() {
        stop.brokers.forget(StoppedScene.FIRST);
        stop.suspended();
        stop.look();
        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        stop.listings = 0;

        stop.look();

        assertThat(stop.listings).isZero();
        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        assertThat(stop.scene.message(TRANSACTIONS_CLEAN))
                .contains("1 of", StoppedScene.NEWEST, "preflight");
    }

    @Test
    void idThatWasUsedAgainIsNotClean() {
        stop.brokers.put(
                StoppedScene.FIRST, TransactionState.EMPTY, 4, PlayedBrokers.TIMEOUT, null);
        stop.suspended();

        stop.look();

        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
    }
}
