package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_3;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.recovery.RecoveryPlanner;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a recovery ends: revision 2 crashed in a loop, and 4 is started from a snapshot. */
class RecoveryEndTest {
    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    @BeforeEach
    void secondRevisionCrashLoopsAndTheThirdIsBlocked() {
        upstream.crashLoopAndAMendThatIsBlocked();
    }

    @Test
    void recoveredRevisionIsAForkAndEndsThePlan() {
        Fields patched = recovered();
        upstream.deployed(patched, "savepoint", JOB_3, SAVEPOINT_1);
        upstream.committed(4, JOB_3, SAVEPOINT_1);

        scene.look();

        assertThat(scene.ledger().plannedRecovery()).isEmpty();
        assertThat(scene.told()).contains("Recovered");
        assertThat(scene.revision(4).restore())
                .hasToString("Restore[mode=FORK, path=" + SAVEPOINT_1 + ", confirmed=true]");
        assertThat(scene.outcomes()).isEqualTo("r1 Retired, r2 Superseded, r3 Skipped, r4 Live");
    }

    @Test
    void recoveredIsToldWhenTheJobRunsHoweverLongAfterItsSubmission() {
        Fields patched = recovered();
        upstream.deployed(patched, "savepoint", JOB_3, SAVEPOINT_1);
        scene.flink = null;
        scene.look();
        assertThat(scene.told()).doesNotContain("Recovered");

        upstream.committed(4, JOB_3, SAVEPOINT_1);
        scene.look();
        scene.look();

        assertThat(scene.told()).containsOnlyOnce("Recovered");
    }

    @Test
    void recoveredIsToldThoughUpstreamHasNotNoticedYet() {
        recovered();
        upstream.answers(
                4,
                JOB_3,
                "RUNNING",
                new FlinkObservation.Checkpoints(true, null, Snapshot.at(SAVEPOINT_1)));

        scene.look();

        assertThat(scene.ledger().plannedRecovery()).isEmpty();
        assertThat(scene.told()).contains("Recovered");
    }

    @Test
    void loopingJobThatSeemsToRunHasNotRecovered() {
        recovered();
        upstream.running(2, JOB_2, SAVEPOINT_1);

        scene.look();

        assertThat(scene.ledger().plannedRecovery()).isPresent();
        assertThat(scene.told()).doesNotContain("Recovered");
    }

    @Test
    void checkpointThatWasChosenIsAForkThoughTheJobIsSeenBeforeUpstreamsStatus() {
        String checkpoint = Upstream.checkpoint(JOB_2, 9);
        scene.applied(
                4,
                spec(4, 1)
                        .with(checkpoint, "job", "initialSavepointPath")
                        .with(1, "job", "savepointRedeployNonce"));
        scene.look();
        upstream.answers(
                4,
                JOB_3,
                "RUNNING",
                new FlinkObservation.Checkpoints(true, null, Snapshot.at(checkpoint)));

        scene.look();

        assertThat(scene.revision(4).restore())
                .isEqualTo(new Restore(Restore.Mode.FORK, checkpoint, true));
    }

    /** Decided, and patched; upstream has not begun with it. */
    private Fields recovered() {
        scene.now = scene.now.plus(RecoveryPlanner.GRACE);
        scene.snapshots =
                new SnapshotEvidence(
                        scene.snapshots.stored(),
                        Map.of(SAVEPOINT_1, new PreflightVerdict.AllSafe()));
        scene.look();
        Fields patched =
                spec(4, 1)
                        .with(SAVEPOINT_1, "job", "initialSavepointPath")
                        .with(1, "job", "savepointRedeployNonce");
        scene.applied(4, patched);
        scene.look();
        return patched;
    }
}
