package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** For how long it is believed that a job which does not run has nothing pending. */
class StopAccountTest {
    private final StoppedScene stop = new StoppedScene();

    @Test
    void storageIsNotAskedAgainOnceAllOfASuspendedJobIsCommitted() {
        stop.suspended();
        stop.look();
        assertThat(stop.pending()).isEqualTo(1);
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.look();
        assertThat(stop.pending()).isZero();
        stop.listings = 0;

        stop.look();
        stop.look();

        assertThat(stop.listings).isZero();
        assertThat(stop.clean()).isEqualTo("True/NoneOpen");
        assertThat(stop.pending()).isZero();
    }

    /** By last-state neither revision nor job are new ones, and nobody saw it run. */
    @Test
    void resumeAndSuspendThatNobodySawAreAStopOfTheirOwn() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.look();
        assertThat(stop.pending()).isZero();
        stop.scene.now = stop.scene.now.plus(Duration.ofDays(6));
        stop.edited("running");
        stop.holds(JOB_1, 12, StoppedScene.SECOND);
        stop.suspended();

        stop.look();

        assertThat(stop.pending()).isEqualTo(1);
        assertThat(stop.scene.ledger().transactions().deadline().told())
                .as("its time has just begun")
                .isZero();
        stop.brokers.end(StoppedScene.SECOND, TransactionState.COMPLETE_ABORT);
        stop.look();
        assertThat(stop.clean()).isEqualTo("False/TransactionsLost");
    }

    @Test
    void savepointThatTheJobWasStartedFromTellsNothingOfWhatItHoldsPending() {
        stop.brokers.holds(LedgerScene.SAVEPOINT_1);
        stop.suspended(LedgerScene.SAVEPOINT_1);

        stop.look();

        assertThat(stop.pending()).isEqualTo(1);
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_ABORT);
        stop.look();
        assertThat(stop.clean()).isEqualTo("False/TransactionsLost");
    }

    @Test
    void settledStopIsNotBelievedOnceTheJobIsToRun() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.look();
        stop.edited("running");
        stop.holds(JOB_1, 12, StoppedScene.SECOND);

        stop.look();

        assertThat(stop.pending()).isEqualTo(1);
    }

    /** The status may be that of the stop before: upstream has not begun with the last edit. */
    @Test
    void settledStopIsNotRecordedWhileUpstreamIsBehind() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.edited("suspended");
        stop.look();
        assertThat(stop.scene.ledger().transactions().accounted()).isNull();

        stop.scene.with(stop.scene.deployment.generation(), "status", "observedGeneration");
        stop.look();

        assertThat(stop.scene.ledger().transactions().accounted().stop().generation())
                .isEqualTo(stop.scene.deployment.generation());
    }

    @Test
    void nothingPendingIsForgottenWhileTheStorageIsSilentAfterAnotherStop() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.look();
        stop.edited("running");
        stop.suspended();
        stop.brokers.silence = "they did not answer";

        stop.look();

        assertThat(stop.pending()).as("no deadline").isEqualTo(-1);
        assertThat(stop.clean()).isEqualTo("Unknown/BrokerUnreachable");
    }

    /** The job that upstream stopped is not the one that the ledger knows. */
    @Test
    void jobThatWasNeverSeenRunningIsLookedFor() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        stop.look();
        stop.edited("running");
        stop.holds(JOB_2, 12, StoppedScene.SECOND);
        stop.suspended();
        stop.scene.with(JOB_2, "status", "jobStatus", "jobId");

        stop.look();
        assertThat(stop.clean()).isEqualTo("Unknown/TransactionsUndecided");
        assertThat(stop.scene.ledger().transactions().accounted()).isNull();
        stop.look();

        assertThat(stop.pending()).isEqualTo(1);
    }

    @Test
    void failedJobIsLookedAtUntilAllOfItIsOver() {
        stop.failed("1795322562367");
        stop.look();
        assertThat(stop.pending()).isEqualTo(1);
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_ABORT);
        stop.lookUntilItCannotWrite();
        assertThat(stop.clean()).isEqualTo("False/TransactionsLost");
        stop.listings = 0;

        stop.look();
        stop.look();

        assertThat(stop.listings).isZero();
        assertThat(stop.clean()).isEqualTo("False/TransactionsLost");
    }

    @Test
    void failedJobThatUpstreamStartedAgainIsLookedAtAgain() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.failed("1795322562367");
        stop.lookUntilItCannotWrite();
        stop.holds(JOB_1, 12, StoppedScene.SECOND);
        stop.failed("1795322999999");

        stop.look();

        assertThat(stop.pending()).isEqualTo(1);
    }

    @Test
    void recoveryThatIsAskedForNeedsTheListing() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.failed("1795322562367");
        stop.lookUntilItCannotWrite();
        stop.scene.annotated(Annotations.RECOVER, "r000001");
        stop.listings = 0;

        stop.look();

        assertThat(stop.listings).isEqualTo(1);
    }

    /** Its tasks end with the commit of their last checkpoint, and its checkpoints are deleted. */
    @Test
    void finishedJobCostsTheStorageNothing() {
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.storage.clear();
        stop.upstream.job("FINISHED");
        stop.scene.flink = null;
        stop.listings = 0;

        stop.look();

        assertThat(stop.listings).isZero();
        assertThat(stop.clean()).isEqualTo("True/NoneOpen");
    }

    /** POOLING takes the lowest id that is free. */
    @Test
    void secondLossUnderTheSameIdIsTold() {
        stop.suspended();
        stop.look();
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_ABORT);
        stop.look();
        stop.edited("running");
        stop.brokers.put(
                StoppedScene.FIRST,
                TransactionState.ONGOING,
                8,
                PlayedBrokers.TIMEOUT,
                stop.scene.now);
        stop.holds(JOB_1, 12);
        stop.suspended();
        stop.look();
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_ABORT);

        stop.look();
        stop.look();

        assertThat(stop.scene.ledger().transactions().lost()).isEqualTo(2);
        assertThat(stop.scene.told().stream().filter("TransactionsLost"::equals)).hasSize(2);
    }

    /** Hazard H3: nothing is pending, and yet a start fails once the brokers forget the ids. */
    @Test
    void idsOfAnAccountedStopHaveADeadlineAlsoIfTheBrokersTellItLater() {
        PolicyLookup known = stop.scene.policy;
        stop.scene.policy = TestPolicy.recovery("Automatic");
        stop.brokers.end(StoppedScene.FIRST, TransactionState.COMPLETE_COMMIT);
        stop.suspended();
        Instant suspended = stop.scene.now;
        stop.look();
        assertThat(stop.scene.ledger().transactions().accounted()).isNotNull();
        assertThat(stop.pending()).as("no deadline").isEqualTo(-1);
        stop.scene.now = suspended.plus(Duration.ofDays(1));
        stop.scene.policy = known;

        stop.look();

        assertThat(stop.scene.ledger().transactions().deadline().at())
                .isEqualTo(suspended.plus(Duration.ofDays(7)));
    }
}
