package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.EXACTLY_ONCE;
import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the brokers prove: that the prefix is in use, and until when a stopped job must be back. */
class EvidenceOfTransactionsTest {
    private static final String TIMEOUT = "exactly-once.sink.transaction-timeout";
    private static final String NEWEST = Upstream.checkpoint(JOB_1, 9);

    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);
    private final PlayedBrokers brokers = new PlayedBrokers(scene);

    @BeforeEach
    void firstRevisionIsDeployed() {
        scene.applied(1, LedgerScene.spec(1, 1));
        brokers.look();
        upstream.deployed(LedgerScene.spec(1, 1), "stateless", JOB_1, "");
    }

    private void commits() {
        upstream.committed(1, JOB_1, null);
        Map<String, String> configuration = new HashMap<>(scene.flink.configuration());
        configuration.put(TIMEOUT, "15 min");
        scene.flink =
                new FlinkObservation(
                        configuration,
                        JOB_1,
                        "RUNNING",
                        1,
                        scene.flink.checkpointing(),
                        scene.flink.checkpoints());
    }

    @Test
    void openTransactionUnderThePrefixProvesIt() {
        brokers.open(1);
        upstream.running(1, JOB_1, null);
        brokers.look();
        assertThat(scene.condition(EXACTLY_ONCE))
                .as("no checkpoint")
                .isEqualTo("Unknown/NotVerified");

        commits();
        brokers.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("True/SeenInEffect");
    }

    @Test
    void idleJobIsProvenByTheIdsItHasTaken() {
        brokers.put(
                LedgerScene.prefix(1) + "out.0-1",
                TransactionState.EMPTY,
                0,
                PlayedBrokers.TIMEOUT,
                null);
        commits();

        brokers.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("True/SeenInEffect");
    }

    @Test
    void whatWasSeenIsNotAskedAgain() {
        brokers.open(1);
        commits();
        brokers.look();
        brokers.end(LedgerScene.prefix(1) + "out.0-1", TransactionState.COMPLETE_COMMIT);

        scene.transactions = TransactionEvidence.NONE;
        LedgerPlan plan = brokers.look();

        assertThat(plan.actions()).isEmpty();
        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("True/SeenInEffect");
    }

    @Test
    void absentIdsAfterACheckpointRefuteIt() {
        commits();

        brokers.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("False/PrefixNotUsed");
        assertThat(scene.message(EXACTLY_ONCE)).contains(LedgerScene.prefix(1));
    }

    @Test
    void anotherTimeoutRefutesIt() {
        brokers.open(LedgerScene.prefix(1) + "out.0-1", Duration.ofHours(1));
        commits();

        brokers.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("False/SettingsDiffer");
        assertThat(scene.message(EXACTLY_ONCE)).contains("15 min");
    }

    @Test
    void silentBrokersProveNothing() {
        brokers.silence = "they did not answer";
        commits();

        brokers.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/NotVerified");
    }

    private String suspendedByLastState() {
        commits();
        brokers.look();
        String pending = brokers.open(LedgerScene.prefix(1) + "out.0-9", PlayedBrokers.TIMEOUT);
        brokers.holds(NEWEST, pending);
        scene.snapshots =
                new SnapshotEvidence(
                        new StoredSnapshots.Listed(
                                List.of(new Snapshot(NEWEST, 9, JOB_1, null, false))),
                        Map.of());
        scene.flink = null;
        upstream.suspended(LedgerScene.spec(1, 1), "last-state", "");
        scene.with("suspended", "spec", "job", "state");
        return pending;
    }

    /** Hazard H1: nothing else tells that the clock is running. */
    @Test
    void stoppedJobHasADeadlineThatIsToldTwice() {
        suspendedByLastState();

        brokers.look();

        CommitDeadline deadline = scene.ledger().transactions().deadline();
        assertThat(deadline.pending()).isEqualTo(1);
        assertThat(Duration.between(deadline.since(), deadline.at()))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
        assertThat(scene.told()).doesNotContain("CommitDeadlineHalf");
        scene.now = deadline.since().plus(Duration.ofMinutes(8));
        brokers.look();
        brokers.look();
        assertThat(scene.told()).containsOnlyOnce("CommitDeadlineHalf");
        scene.now = deadline.since().plus(Duration.ofMinutes(13));
        brokers.look();
        brokers.look();
        assertThat(scene.told()).containsOnlyOnce("CommitDeadlineNear");
    }

    @Test
    void deadlineThatHasPassedIsALoss() {
        String pending = suspendedByLastState();
        brokers.look();
        brokers.end(pending, TransactionState.COMPLETE_ABORT);

        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/TransactionsLost");
        assertThat(scene.message(TRANSACTIONS_CLEAN)).contains(pending, NEWEST);
        assertThat(scene.told()).containsOnlyOnce("TransactionsLost");
        assertThat(scene.ledger().transactions().lost()).isEqualTo(1);
        brokers.look();
        assertThat(scene.ledger().transactions().lost()).as("counted once").isEqualTo(1);
    }

    @Test
    void deadlineEndsWithTheResume() {
        suspendedByLastState();
        brokers.look();
        scene.with("running", "spec", "job", "state");
        upstream.deployed(LedgerScene.spec(1, 1), "last-state", JOB_1, "");
        commits();

        brokers.look();

        assertThat(scene.ledger().transactions().deadline()).isNull();
    }
}
