package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.recovery.RecoveryPlanner;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Revision 2 started by last-state, and its {@code main()} throws: the job failed for good, and
 * upstream knows no path to start revision 3 from, which mends it.
 */
class FailedUpgradeTest {
    private static final String CHECKPOINT = Upstream.checkpoint(JOB_1, 6);

    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    @BeforeEach
    void firstRevisionCommits() {
        scene.applied(1, spec(1, 1));
        upstream.live(1, JOB_1, null);
        scene.snapshots =
                new SnapshotEvidence(
                        new StoredSnapshots.Listed(
                                List.of(new Snapshot(CHECKPOINT, 6, JOB_1, null, false))),
                        Map.of());
    }

    @Test
    void mendIsStartedFromTheNewestSnapshotByItself() {
        failed("last-state", JOB_1, Deployed.LAST_STATE);
        mended();

        assertThat(scene.look().actions()).containsExactly(new Action.Preflight(CHECKPOINT));

        verdict(new PreflightVerdict.AllSafe());
        assertThat(scene.look().actions()).containsExactly(new Action.Recover(CHECKPOINT, 1));
        assertThat(scene.condition(READY)).isEqualTo("False/Recovering");
    }

    @Test
    void recoveredRevisionEndsThePlan() {
        failed("last-state", JOB_1, Deployed.LAST_STATE);
        mended();
        verdict(new PreflightVerdict.AllSafe());
        scene.look();

        scene.applied(
                4,
                spec(4, 1)
                        .with(CHECKPOINT, "job", "initialSavepointPath")
                        .with(1, "job", "savepointRedeployNonce"));
        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(READY)).isEqualTo("False/Recovering");
        upstream.deployed(scene.deployment.spec(), "savepoint", JOB_2, CHECKPOINT);
        upstream.committed(4, JOB_2, CHECKPOINT);
        scene.look();

        assertThat(scene.told()).contains("Recovered");
        assertThat(scene.outcomes()).isEqualTo("r1 Retired, r2 Retired, r3 Skipped, r4 Live");
    }

    @Test
    void mendWaitsForUpstreamFirstAndIsNoStall() {
        failed("last-state", JOB_1, Deployed.LAST_STATE);
        scene.applied(3, spec(3, 1));

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(READY)).isEqualTo("False/Planned");
        assertThat(scene.message(READY))
                .contains("r000002 failed for good")
                .contains("upstream knows no snapshot")
                .contains("r000003")
                .doesNotContain("Mend the spec");
        assertThat(scene.condition(STALLED)).isEqualTo("False/AsIntended");
    }

    @Test
    void withoutAMendNothingIsStarted() {
        failed("last-state", JOB_1, Deployed.LAST_STATE);
        graceIsOver();

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(STALLED)).isEqualTo("True/Failed");
        assertThat(scene.message(STALLED)).contains("Mend the spec");
    }

    @Test
    void manualRecoverySaysWhatToSet() {
        failed("last-state", JOB_1, Deployed.LAST_STATE);
        scene.policy = TestPolicy.recovery("Manual");
        mended();

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(STALLED)).isEqualTo("True/SavepointImpossible");
        assertThat(scene.message(STALLED))
                .contains("r000002 failed for good")
                .contains("Set annotation exactlyonce.io/recover: \"r000002\"");
    }

    @Test
    void lossIsLeftToAPerson() {
        failed("last-state", JOB_1, Deployed.LAST_STATE);
        mended();
        verdict(new PreflightVerdict.Lost(List.of(LedgerScene.prefix(1) + "out.-0-7")));

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.message(STALLED))
                .contains("1 of its pending transactions were aborted")
                .contains("exactlyonce.io/recover: \"r000002\"")
                .contains("exactlyonce.io/accept: \"EO1206: <reason>\"");
    }

    @Test
    void failureAfterASavepointIsLeftToUpstreamWhichKnowsThePath() {
        failed("savepoint", JOB_2, SAVEPOINT_1);
        mended();

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.ledger().plannedRecovery()).isEmpty();
        assertThat(scene.message(READY))
                .contains("upstream has not begun with r000003")
                .doesNotContain("Mend the spec");
    }

    @Test
    void firstRevisionThatFailsIsLeftToUpstreamWhichStartsTheMendFromNothing() {
        LedgerScene fresh = new LedgerScene();
        Upstream played = new Upstream(fresh);
        fresh.applied(1, spec(1, 1));
        played.deployed(spec(1, 1), "stateless", JOB_1, "");
        played.job("FAILED");
        fresh.snapshots = new SnapshotEvidence(new StoredSnapshots.Listed(List.of()), Map.of());
        fresh.look();
        fresh.applied(2, spec(2, 1));
        fresh.look();
        fresh.now = fresh.now.plus(RecoveryPlanner.GRACE);

        assertThat(fresh.look().actions()).isEmpty();
        assertThat(fresh.ledger().plannedRecovery()).isEmpty();
    }

    private void failed(String mode, String jobId, String path) {
        scene.applied(2, spec(2, 1));
        upstream.deployed(spec(2, 1), mode, jobId, path);
        upstream.job("FAILED");
        scene.flink = null;
        scene.look();
    }

    private void mended() {
        scene.applied(3, spec(3, 1));
        scene.look();
        graceIsOver();
    }

    private void graceIsOver() {
        scene.now = scene.now.plus(RecoveryPlanner.GRACE);
    }

    private void verdict(PreflightVerdict verdict) {
        scene.snapshots =
                new SnapshotEvidence(scene.snapshots.stored(), Map.of(CHECKPOINT, verdict));
    }
}
