package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_3;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.recovery.RecoveryPlanner;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way out of a crash loop: revision 2 restored revision 1 and never runs, 3 mends it. */
class RecoveryPlannerTest {
    private static final String ACCEPTED = "EO1206: duplicates are filtered downstream";

    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    @BeforeEach
    void secondRevisionCrashLoopsAndTheThirdIsBlocked() {
        upstream.crashLoopAndAMendThatIsBlocked();
    }

    @Test
    void upstreamIsGivenTimeFirst() {
        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(READY)).isEqualTo("False/Planned");
    }

    @Test
    void preflightIsAskedBeforeAnythingIsDone() {
        graceIsOver();

        LedgerPlan plan = scene.look();

        assertThat(plan.actions()).containsExactly(new Action.Preflight(SAVEPOINT_1));
        assertThat(scene.ledger().plannedRecovery()).isEmpty();
    }

    @Test
    void safeSnapshotIsRecoveredAndThePlanIsInTheLedger() {
        graceIsOver();
        verdict(SAVEPOINT_1, new PreflightVerdict.AllSafe());

        LedgerPlan plan = scene.look();

        assertThat(plan.actions()).containsExactly(new Action.Recover(SAVEPOINT_1, 1));
        assertThat(plan.ledger().orElseThrow().plannedRecovery())
                .hasValueSatisfying(
                        recovery -> {
                            assertThat(recovery.path()).isEqualTo(SAVEPOINT_1);
                            assertThat(recovery.revision()).isEqualTo(2);
                        });
        assertThat(scene.told()).contains("Recovering");
    }

    @Test
    void crashBeforeThePatchRepeatsTheSamePatch() {
        graceIsOver();
        verdict(SAVEPOINT_1, new PreflightVerdict.AllSafe());
        List<Action> first = scene.look().actions();

        scene.now = scene.now.plus(Duration.ofHours(1));

        assertThat(scene.look().actions()).isEqualTo(first);
        assertThat(scene.told()).containsOnlyOnce("Recovering");
    }

    @Test
    void crashAfterThePatchDoesNotPatchAgain() {
        graceIsOver();
        verdict(SAVEPOINT_1, new PreflightVerdict.AllSafe());
        scene.look();

        patched();
        scene.snapshots = SnapshotEvidence.NONE;

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(READY)).isEqualTo("False/Recovering");
        assertThat(scene.ledger().plannedRecovery()).isPresent();
    }

    @Test
    void nonceIsOneThatWasNeverUsed() {
        graceIsOver();
        verdict(SAVEPOINT_1, new PreflightVerdict.AllSafe());
        scene.with(7, "spec", "job", "savepointRedeployNonce");

        assertThat(scene.look().actions()).containsExactly(new Action.Recover(SAVEPOINT_1, 8));
    }

    @Test
    void checkpointOfTheLoopingJobIsNewerThanItsStart() {
        graceIsOver();
        Snapshot own = new Snapshot(Upstream.checkpoint(JOB_2, 9), 9, JOB_2, null, false);
        upstream.answers(
                2,
                JOB_2,
                "RESTARTING",
                new FlinkObservation.Checkpoints(true, own, Snapshot.at(SAVEPOINT_1)));

        assertThat(scene.look().actions()).containsExactly(new Action.Preflight(own.path()));
    }

    @Test
    void listingTellsTheNewestWhereTheJobManagerDoesNotAnswer() {
        graceIsOver();
        scene.flink = null;
        scene.snapshots =
                new SnapshotEvidence(
                        new StoredSnapshots.Listed(
                                List.of(
                                        stored(JOB_1, 40),
                                        stored(JOB_2, 9),
                                        stored(JOB_2, 11),
                                        stored(JOB_3, 90))),
                        Map.of());

        assertThat(scene.look().actions())
                .containsExactly(new Action.Preflight(Upstream.checkpoint(JOB_2, 11)));
    }

    @Test
    void rememberedSnapshotIsNotGoodEnough() {
        graceIsOver();
        scene.flink = null;
        verdict(SAVEPOINT_1, new PreflightVerdict.AllSafe());

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(STALLED)).isEqualTo("True/SavepointImpossible");
        assertThat(scene.message(STALLED))
                .contains("could not be found out (the storage was not read)")
                .contains("exactlyonce.io/recover: \"r000001\"")
                .contains("exactlyonce.io/accept: \"EO1206: <reason>\"");

        scene.annotated(Annotations.RECOVER, "r000001").annotated(Annotations.ACCEPT, ACCEPTED);
        assertThat(scene.look().actions()).containsExactly(new Action.Recover(SAVEPOINT_1, 1));
    }

    @Test
    void lossIsNeverChosenByTheController() {
        graceIsOver();
        verdict(
                SAVEPOINT_1,
                new PreflightVerdict.Lost(List.of(LedgerScene.prefix(1) + "out.-0-7")));

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(STALLED)).isEqualTo("True/SavepointImpossible");
        assertThat(scene.message(STALLED)).contains("1 of its pending transactions were aborted");

        scene.annotated(Annotations.RECOVER, "r000001");
        assertThat(scene.look().actions()).isEmpty();

        scene.annotated(Annotations.ACCEPT, ACCEPTED);
        assertThat(scene.look().actions()).containsExactly(new Action.Recover(SAVEPOINT_1, 1));
    }

    @Test
    void snapshotThatIsGoneIsNotAcceptedByAnyAnnotation() {
        graceIsOver();
        verdict(SAVEPOINT_1, new PreflightVerdict.NotFound());
        scene.annotated(Annotations.RECOVER, "r000001").annotated(Annotations.ACCEPT, ACCEPTED);

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.message(STALLED)).contains("is not there or not complete");
    }

    @Test
    void snapshotOutsideThePolicysStorageIsNotRead() {
        graceIsOver();
        upstream.restarting(2, JOB_2, "s3://elsewhere/savepoint-111111-aaaaaaaaaaaa");

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.message(STALLED)).contains("does not lie under s3://lab/flink");
    }

    @Test
    void manualRecoveryWaitsForItsAnnotation() {
        graceIsOver();
        scene.policy = TestPolicy.recovery("Manual");
        verdict(SAVEPOINT_1, new PreflightVerdict.AllSafe());

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.message(STALLED))
                .contains("recovery: Manual")
                .endsWith("Set annotation exactlyonce.io/recover: \"r000001\".");

        scene.annotated(Annotations.RECOVER, "r000001");
        assertThat(scene.look().actions()).containsExactly(new Action.Recover(SAVEPOINT_1, 1));
    }

    @Test
    void pausedControllerNeverActs() {
        graceIsOver();
        verdict(SAVEPOINT_1, new PreflightVerdict.AllSafe());
        scene.annotated(Annotations.PAUSED, "true").annotated(Annotations.RECOVER, "r000001");

        assertThat(scene.look().actions()).isEmpty();
        assertThat(scene.condition(READY)).isEqualTo("False/Paused");
        assertThat(scene.ledger().plannedRecovery()).isEmpty();
    }

    @Test
    void runningJobIsLeftAlone() {
        graceIsOver();
        verdict(SAVEPOINT_1, new PreflightVerdict.AllSafe());
        upstream.running(2, JOB_2, SAVEPOINT_1);
        scene.annotated(Annotations.RECOVER, "r000001");

        assertThat(scene.look().actions()).isEmpty();
    }

    @Test
    void jobWithoutAnySnapshotIsExplained() {
        LedgerScene fresh = new LedgerScene();
        Upstream played = new Upstream(fresh);
        fresh.applied(1, spec(1, 1));
        played.deployed(spec(1, 1), "stateless", JOB_1, "");
        fresh.snapshots = new SnapshotEvidence(new StoredSnapshots.Listed(List.of()), Map.of());
        fresh.look();
        fresh.applied(2, spec(2, 1));
        fresh.look();
        fresh.now = fresh.now.plus(RecoveryPlanner.GRACE);

        assertThat(fresh.look().actions()).isEmpty();
        assertThat(fresh.condition(STALLED)).isEqualTo("True/SavepointImpossible");
        assertThat(fresh.message(STALLED)).contains("exactlyonce.io/accept: \"EO1201: <reason>\"");
    }

    private void graceIsOver() {
        scene.now = scene.now.plus(RecoveryPlanner.GRACE);
    }

    private void verdict(String path, PreflightVerdict verdict) {
        scene.snapshots = new SnapshotEvidence(scene.snapshots.stored(), Map.of(path, verdict));
    }

    /** Our patch, and the revision that admission made of it. */
    private Fields patched() {
        Fields patched =
                spec(4, 1)
                        .with(SAVEPOINT_1, "job", "initialSavepointPath")
                        .with(1, "job", "savepointRedeployNonce");
        scene.applied(4, patched);
        return patched;
    }

    private static Snapshot stored(String jobId, int number) {
        return new Snapshot(Upstream.checkpoint(jobId, number), number, jobId, null, false);
    }
}
