package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A job that upstream calls stopped, and of which a process may still write. */
class StopUnrestTest {
    private final StoppedScene stop = new StoppedScene();

    /** With background deletion upstream says so while the JobManager's pod still runs. */
    @Test
    void checkpointThatCompletesAfterTheStopWasSeenIsNotMissed() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.brokers.pods = new Pods(null, List.of(new Pods.Pod("orders-1", stop.scene.now)));
        stop.look();
        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        assertThat(stop.scene.message(TRANSACTIONS_CLEAN))
                .contains("may still complete a checkpoint", "pod orders-1 of it still runs");

        stop.holds(JOB_1, 12, StoppedScene.SECOND);
        stop.brokers.pods = StoppedScene.GONE;
        stop.look();

        assertThat(stop.pending()).isEqualTo(1);
        stop.brokers.end(StoppedScene.SECOND, TransactionState.COMPLETE_ABORT);
        stop.look();
        assertThat(stop.clean()).isEqualTo("False/TransactionsLost");
    }

    @Test
    void podThatNeverGoesKeepsTheAccountOpen() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.brokers.pods = new Pods(null, List.of(new Pods.Pod("orders-1", stop.scene.now)));
        stop.lookUntilItCannotWrite();

        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        stop.brokers.pods = StoppedScene.GONE;
        stop.look();
        assertThat(stop.clean()).isEqualTo("True/NoneOpen");
        stop.brokers.pods = new Pods(null, List.of(new Pods.Pod("orders-2", stop.scene.now)));
        stop.look();
        assertThat(stop.clean()).as("final").isEqualTo("True/NoneOpen");
    }

    /** A suspension stops nothing then: upstream lets the JobManager stand for a day. */
    @Test
    void jobManagerOfAJobThatHadFailedBeforeItsSuspensionIsNoWriter() {
        Pods.Pod jobManager = new Pods.Pod("orders-1", stop.scene.now, true);
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.failed("1795322562367");
        stop.look();
        stop.suspended(StoppedScene.NEWEST);
        stop.brokers.pods =
                new Pods(
                        stop.scene.now,
                        List.of(
                                jobManager,
                                new Pods.Pod("orders-taskmanager-1-1", stop.scene.now)));
        stop.lookUntilItCannotWrite();
        assertThat(stop.clean()).as("with a task").isEqualTo("Unknown/TransactionsUndecided");

        stop.brokers.pods = new Pods(stop.scene.now, List.of(jobManager));
        stop.look();

        assertThat(stop.clean()).isEqualTo("True/NoneOpen");
        assertThat(stop.look().requeue()).isEqualTo(LedgerPlanner.STEADY);
    }

    /** It may have just been stopped, and its TaskManagers be on their way. */
    @Test
    void jobManagerAloneIsAWriterForAsLongAsTheStopIsFresh() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.brokers.pods =
                new Pods(stop.scene.now, List.of(new Pods.Pod("orders-1", stop.scene.now, true)));

        stop.look();
        stop.look();

        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
    }

    @Test
    void podThatNeverGoesIsNotLookedAtOften() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.brokers.pods = new Pods(null, List.of(new Pods.Pod("orders-1", stop.scene.now)));
        assertThat(stop.look().requeue()).isEqualTo(LedgerPlanner.SOON);
        stop.scene.now = stop.scene.now.plus(Duration.ofMinutes(5));

        assertThat(stop.look().requeue()).isEqualTo(LedgerPlanner.STEADY);
    }

    /** An API server that does not answer says nothing of them, however long it does not. */
    @Test
    void withoutSightOfThePodsTheAccountStaysOpen() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.brokers.pods = null;
        stop.look();
        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        stop.scene.now = stop.scene.now.plus(Duration.ofMinutes(5));

        stop.look();

        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        assertThat(stop.scene.message(TRANSACTIONS_CLEAN))
                .contains("whether pods of it still run is not known", "lists pods");
        stop.brokers.pods = StoppedScene.GONE;
        stop.look();
        assertThat(stop.clean()).isEqualTo("True/NoneOpen");
    }

    @Test
    void looksAreFrequentOnlyWhilePodsOfAStoppedJobGo() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.brokers.pods = null;
        assertThat(stop.look().requeue()).isEqualTo(LedgerPlanner.SOON);
        stop.look();
        stop.brokers.pods = StoppedScene.GONE;
        stop.look();

        assertThat(stop.look().requeue()).isEqualTo(LedgerPlanner.STEADY);
    }
}
