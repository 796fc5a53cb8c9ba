package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.CHECKPOINTING_HEALTHY;
import static io.exactlyonce.operator.condition.ConditionType.EXACTLY_ONCE;
import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.RECONCILING;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.condition.ConditionType.TIMEOUTS_SAFE;
import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.plan.FlinkObservation.Checkpoints;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of revisions. */
class LedgerPlannerTest {
    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    @BeforeEach
    void firstRevisionIsCreated() {
        scene.applied(1, spec(1, 1));
        scene.look();
    }

    @Test
    void firstSightIsAPlannedRevisionWithItsPrefix() {
        assertThat(scene.outcomes()).isEqualTo("r1 Planned");
        assertThat(scene.revision(1).prefix()).isEqualTo(LedgerScene.prefix(1));
        assertThat(scene.revision(1).parallelism()).isEqualTo(1);
        assertThat(scene.revision(1).flinkVersion()).isEqualTo("v2_2");
        assertThat(scene.condition(READY)).isEqualTo("False/Planned");
        assertThat(scene.told()).doesNotContain("Rebuilt");
    }

    @Test
    void revisionIsLiveOnlyWhenItsJobManagerSaysSo() {
        upstream.deployed(spec(1, 1), "stateless", JOB_1, "");
        upstream.job("RUNNING");
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Deploying");
        assertThat(scene.condition(READY)).isEqualTo("Unknown/NotVerified");

        upstream.running(1, JOB_1, null);
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Live");
        assertThat(scene.condition(READY)).isEqualTo("False/WaitingForFirstCheckpoint");

        upstream.committed(1, JOB_1, null);
        scene.look();
        assertThat(scene.condition(READY)).isEqualTo("True/Running");
        assertThat(scene.revision(1).committed()).map(Snapshot::id).hasValue(6L);
    }

    @Test
    void freshStartWithEmptyStateIsNormal() {
        live(1, JOB_1, null);

        assertThat(scene.revision(1).restore())
                .isEqualTo(new Restore(Restore.Mode.STATELESS, "", true));
        assertThat(scene.told()).doesNotContain("RestoredFromNothing");
        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/NotVerified");
    }

    @Test
    void exactlyOnceIsNeverTrueWithoutTheBrokers() {
        live(1, JOB_1, null);

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/NotVerified");
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/NotAsked");
        assertThat(scene.condition(TIMEOUTS_SAFE)).isEqualTo("Unknown/BrokerUnreachable");
        assertThat(scene.condition(CHECKPOINTING_HEALTHY)).isEqualTo("True/CheckpointsComplete");
        assertThat(scene.condition(STALLED)).isEqualTo("False/AsIntended");
    }

    @Test
    void rescaleIsVerifiedByRestorePathJobIdAndFirstCheckpoint() {
        live(1, JOB_1, null);
        scene.applied(2, spec(2, 2));
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 Planned");
        assertThat(scene.condition(RECONCILING)).isEqualTo("True/Planned");

        upstream.upgrading(spec(2, 2), "savepoint", SAVEPOINT_1);
        scene.flink = null;
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Superseded, r2 Deploying");

        upstream.deployed(spec(2, 2), "savepoint", JOB_2, SAVEPOINT_1);
        upstream.running(2, JOB_2, SAVEPOINT_1);
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Superseded, r2 Live");

        upstream.committed(2, JOB_2, SAVEPOINT_1);
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Retired, r2 Live");
        assertThat(scene.revision(2).restore())
                .isEqualTo(new Restore(Restore.Mode.SAVEPOINT, SAVEPOINT_1, true));
        assertThat(scene.revision(2).parallelism()).isEqualTo(2);
        assertThat(scene.told()).contains("Retired");
    }

    @Test
    void savepointOfAnotherJobRetiresNobody() {
        live(1, JOB_1, null);

        next(LedgerScene.SAVEPOINT_2, LedgerScene.JOB_3);

        assertThat(scene.outcomes()).isEqualTo("r1 Superseded, r2 Live");
    }

    @Test
    void savepointModeThatRestoredACheckpointIsLastState() {
        live(1, JOB_1, null);

        String checkpoint = Upstream.checkpoint(JOB_1, 5);
        next(checkpoint, JOB_2);

        assertThat(scene.revision(2).restore())
                .isEqualTo(new Restore(Restore.Mode.LAST_STATE, checkpoint, true));
        assertThat(scene.told()).contains("RestoredFromLastState");
        assertThat(scene.outcomes()).isEqualTo("r1 Retired, r2 Live");
    }

    @Test
    void startFromNothingIsLoudAndRetiresNobody() {
        live(1, JOB_1, null);
        scene.applied(2, spec(2, 1));
        upstream.deployed(spec(2, 1), "savepoint", JOB_2, SAVEPOINT_1);

        upstream.committed(2, JOB_2, null);
        scene.look();

        assertThat(scene.revision(2).restore().mode()).isEqualTo(Restore.Mode.STATELESS);
        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("False/RestoredFromNothing");
        assertThat(scene.events)
                .anyMatch(
                        note ->
                                note.warning()
                                        && note.reason().text().equals("RestoredFromNothing"));
        assertThat(scene.outcomes()).isEqualTo("r1 Superseded, r2 Live");
    }

    @Test
    void failOverOfTheJobManagerIsNoOtherStart() {
        live(1, JOB_1, null);
        scene.applied(2, spec(2, 1));
        upstream.deployed(spec(2, 1), "savepoint", JOB_2, SAVEPOINT_1);

        upstream.running(2, JOB_2, Upstream.checkpoint(JOB_2, 5));
        scene.look();

        assertThat(scene.revision(2).restore())
                .isEqualTo(new Restore(Restore.Mode.SAVEPOINT, SAVEPOINT_1, false));
    }

    @Test
    void rollbackGivesTheOldPrefixBackItsLife() {
        live(1, JOB_1, null);
        scene.applied(2, spec(2, 1));
        upstream.deployed(spec(2, 1), "last-state", JOB_1, Deployed.LAST_STATE);
        scene.flink = null;
        scene.look();

        upstream.rolledBack(spec(1, 1), "ROLLING_BACK");
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Deploying, r2 RolledBack");
        assertThat(scene.condition(READY)).isEqualTo("False/RolledBack");
        assertThat(scene.condition(STALLED)).isEqualTo("True/RolledBack");

        upstream.rolledBack(spec(1, 1), "ROLLED_BACK");
        upstream.running(1, JOB_1, Upstream.checkpoint(JOB_1, 5));
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 RolledBack");
        assertThat(scene.revision(1).restore().mode()).isEqualTo(Restore.Mode.LAST_STATE);
    }

    @Test
    void suspendBySavepointIsToldFromSuspendByLastState() {
        live(1, JOB_1, null);
        scene.with("suspended", "spec", "job", "state");
        scene.flink = null;

        upstream.suspended(spec(1, 1), "savepoint", SAVEPOINT_1);
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Suspended");
        assertThat(scene.condition(READY)).isEqualTo("False/SuspendedBySavepoint");

        upstream.suspended(spec(1, 1), "last-state", Deployed.LAST_STATE);
        scene.look();
        assertThat(scene.condition(READY)).isEqualTo("False/SuspendedByLastState");

        upstream.suspended(spec(1, 1), "savepoint", Upstream.checkpoint(JOB_1, 9));
        scene.look();
        assertThat(scene.condition(READY)).isEqualTo("False/SuspendedByLastState");
    }

    @Test
    void failedAndFinishedJobsAreToldApart() {
        live(1, JOB_1, null);
        scene.flink = null;

        upstream.job("FINISHED");
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Finished");
        assertThat(scene.condition(READY)).isEqualTo("False/Finished");

        upstream.job("FAILED");
        scene.look();
        assertThat(scene.outcomes()).isEqualTo("r1 Failed");
        assertThat(scene.condition(STALLED)).isEqualTo("True/Failed");
    }

    @Test
    void revisionThatLeftTheSpecBeforeUpstreamBeganIsSkipped() {
        live(1, JOB_1, null);
        scene.applied(2, spec(2, 2));
        scene.look();

        scene.applied(3, spec(3, 3));
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 Skipped, r3 Planned");
    }

    @Test
    void revisionThatMayHaveBeenDeployedUnseenIsUnknown() {
        live(1, JOB_1, null);
        scene.applied(2, spec(2, 2));
        scene.look();

        // Nobody looks while 2 and 3 are written, and 3 is deployed.
        scene.applied(3, spec(3, 3));
        upstream.deployed(spec(3, 3), "savepoint", JOB_2, SAVEPOINT_1);
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 Unknown, r3 Deploying");
    }

    @Test
    void revertGivesTheDeployedRevisionBackAndSkipsTheOther() {
        live(1, JOB_1, null);
        scene.applied(2, spec(2, 2));
        scene.look();

        scene.applied(1, spec(1, 1));
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 Skipped");
        assertThat(scene.condition(READY)).isEqualTo("True/Running");
    }

    @Test
    void otherParallelismOfTheRunningJobIsSeen() {
        live(1, JOB_1, null);
        FlinkObservation job = scene.flink;
        scene.flink =
                new FlinkObservation(
                        job.configuration(),
                        job.jobId(),
                        job.jobState(),
                        4,
                        job.checkpointing(),
                        job.checkpoints());

        scene.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/ParallelismDiffers");
        assertThat(scene.told()).contains("ParallelismDiffers");
    }

    @Test
    void jobManagerOfAnotherRevisionIsBelievedMoreThanUpstream() {
        live(1, JOB_1, null);
        scene.applied(2, spec(2, 1));
        upstream.deployed(spec(2, 1), "savepoint", JOB_2, SAVEPOINT_1);

        upstream.running(1, JOB_2, SAVEPOINT_1);
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 Deploying");
        assertThat(scene.condition(READY)).isEqualTo("False/OtherRevisionLive");
    }

    @Test
    void checkpointsThatDoNotCompleteAreNoticed() {
        live(1, JOB_1, null);

        scene.now = scene.now.plus(Duration.ofMinutes(9));
        scene.look();

        assertThat(scene.condition(CHECKPOINTING_HEALTHY)).isEqualTo("False/CheckpointOverdue");
    }

    @Test
    void unansweredStatisticsProveNothing() {
        upstream.deployed(spec(1, 1), "stateless", JOB_1, "");
        upstream.job("RUNNING");
        upstream.answers(1, JOB_1, "RUNNING", Checkpoints.UNKNOWN);
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Live");
        assertThat(scene.revision(1).restore().confirmed()).isFalse();
        assertThat(scene.condition(CHECKPOINTING_HEALTHY)).isEqualTo("Unknown/NotVerified");
    }

    @Test
    void sameLookTwiceChangesNothingAndTellsNothing() {
        live(1, JOB_1, null);
        Fields before = io.exactlyonce.operator.ledger.LedgerCodec.write(scene.ledger());
        scene.events.clear();

        scene.look();

        assertThat(io.exactlyonce.operator.ledger.LedgerCodec.write(scene.ledger()))
                .isEqualTo(before);
        assertThat(scene.events).isEmpty();
    }

    @Test
    void conditionsCarryTheGenerationTheyWereDecidedFor() {
        scene.with(7, "metadata", "generation");
        scene.look();

        assertThat(scene.ledger().conditions().all())
                .hasSize(7)
                .allMatch(condition -> condition.observedGeneration() == 7);
    }

    private void live(int revision, String jobId, String restored) {
        upstream.deployed(spec(revision, 1), "stateless", jobId, "");
        upstream.running(revision, jobId, restored);
        scene.look();
        upstream.committed(revision, jobId, restored);
        scene.look();
    }

    /** Revision 2 takes over from revision 1, and commits. */
    private void next(String path, String jobId) {
        scene.applied(2, spec(2, 1));
        upstream.deployed(spec(2, 1), "savepoint", jobId, path);
        upstream.committed(2, jobId, path);
        scene.look();
    }
}
