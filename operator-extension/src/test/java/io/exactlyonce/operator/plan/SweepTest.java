package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_3;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which transactions of earlier revisions are aborted, and everything that keeps one from it. */
class SweepTest {
    private static final String NEWEST = SweepScene.NEWEST;

    private final SweepScene run = new SweepScene(TestPolicy.orphans("Fence"));
    private final LedgerScene scene = run.scene;
    private final Upstream upstream = run.upstream;
    private final PlayedBrokers brokers = run.brokers;

    @Test
    void orphanIsFencedWithTheFirstCheckpointOfTheNextRevision() {
        String orphan = brokers.open(1);
        run.secondRuns();
        brokers.look();
        assertThat(brokers.fenced).as("nothing of r2 is committed yet").isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/TransactionsUndecided");

        run.secondCommits();
        brokers.look();

        assertThat(brokers.fenced).containsExactly(orphan);
        assertThat(scene.ledger().transactions().ended()).hasSize(1);
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/Fencing");
        brokers.look();
        assertThat(scene.ledger().transactions().fenced()).isEqualTo(1);
        assertThat(scene.told()).contains("Fenced");
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
        assertThat(brokers.look().actions()).isEmpty();
        assertThat(scene.told()).containsOnlyOnce("Fenced");
    }

    /** Hazard H7: nobody but the ledger knows of a revision that died before it committed. */
    @Test
    void revisionThatDiedBeforeItsFirstCheckpointIsSweptToo() {
        run.secondRuns();
        brokers.look();
        String orphan = brokers.open(2);
        upstream.restarting(2, JOB_2, SAVEPOINT_1);
        brokers.look();
        scene.applied(3, SweepScene.spec(3));
        upstream.deployed(SweepScene.spec(3), "savepoint", JOB_3, SAVEPOINT_1);
        upstream.running(3, JOB_3, SAVEPOINT_1);
        brokers.look();
        assertThat(brokers.fenced).isEmpty();

        upstream.committed(3, JOB_3, SAVEPOINT_1);
        brokers.holds(Upstream.checkpoint(JOB_3, 6));
        brokers.look();

        assertThat(brokers.fenced).containsExactly(orphan);
    }

    @Test
    void withReportNothingIsDoneAndTheOrphanIsShown() {
        scene.policy = TestPolicy.orphans("Report");
        brokers.open(1);
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/OrphansOpen");
        assertThat(scene.message(TRANSACTIONS_CLEAN))
                .contains("1 open transactions of r000001", "out", "transactions.orphans", "Fence");
        assertThat(scene.ledger().transactions().open())
                .singleElement()
                .hasToString(
                        "OpenGroup[revision=1, standing=ORPHAN, count=1, oldest="
                                + scene.ledger().transactions().open().get(0).oldest()
                                + "]");
    }

    /** Hazard H17: a recovered commit that was not made yet stands in the newest checkpoint. */
    @Test
    void whatTheNewestCheckpointHoldsPendingIsNeverFenced() {
        String pending = brokers.open(1);
        String orphan = brokers.open(LedgerScene.prefix(1) + "out.1-1", PlayedBrokers.TIMEOUT);
        brokers.holds(NEWEST, pending);
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).containsExactly(orphan);
        assertThat(scene.ledger().transactions().open())
                .extracting(group -> group.standing().text())
                .containsExactlyInAnyOrder("Protected", "Orphan");
    }

    @Test
    void snapshotThatCannotBeReadKeepsEverything() {
        brokers.open(1);
        brokers.contents.put(NEWEST, new SnapshotContent.Unreadable("access denied"));
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(scene.message(TRANSACTIONS_CLEAN)).contains("access denied", NEWEST);
    }

    @Test
    void snapshotThatVanishedKeepsEverything() {
        brokers.open(1);
        brokers.contents.remove(NEWEST);
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void podOfAnEarlierClusterKeepsEverything() {
        brokers.open(1);
        brokers.pods =
                new Pods(
                        scene.now,
                        List.of(new Pods.Pod("orders-taskmanager-1-1", scene.now.minusSeconds(9))));
        run.secondRuns();
        run.secondCommits();

        LedgerPlan plan = brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(scene.message(TRANSACTIONS_CLEAN)).contains("orders-taskmanager-1-1");
        assertThat(plan.requeue()).as("readers wait").isEqualTo(LedgerPlanner.SOON);
    }

    @Test
    void podsThatCannotBeSeenKeepEverything() {
        brokers.open(1);
        brokers.pods = null;
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", ""})
    void rollbackThatMayBeOnKeepsEverything(String value) {
        brokers.open(1);
        run.secondRuns();
        String[] key = {
            "spec", "flinkConfiguration", "kubernetes.operator.deployment.rollback.enabled"
        };
        if (value.isEmpty()) {
            scene.without(key);
        } else {
            scene.with(value, key);
        }
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void upgradeThatBeginsKeepsEverything() {
        brokers.open(1);
        run.secondRuns();
        run.secondCommits();
        scene.applied(3, SweepScene.spec(3));

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void silentJobManagerKeepsEverything() {
        brokers.open(1);
        run.secondRuns();
        run.secondCommits();
        brokers.silence = "not yet";
        brokers.look();
        brokers.silence = "";
        scene.flink = null;

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void pausedControllerOnlyLooks() {
        brokers.open(1);
        scene.annotated(Annotations.PAUSED, "true");
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/OrphansOpen");
    }

    @Test
    void intentSurvivesACrashBetweenLedgerAndDeed() {
        String orphan = brokers.open(1);
        run.secondRuns();
        run.secondCommits();
        brokers.look();
        // The ledger was written, and the process died: the transaction is still open.
        brokers.put(orphan, TransactionState.ONGOING, 3, PlayedBrokers.TIMEOUT, Instant.EPOCH);
        brokers.fenced.clear();

        brokers.look();

        assertThat(brokers.fenced).containsExactly(orphan);
        assertThat(scene.ledger().transactions().ended()).hasSize(1);
    }
}
