package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.snapshot.Snapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of revisions. */
class RevisionOutcomeTest {
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
    void rollbackGivesTheOldPrefixBackItsLife() {
        upstream.live(1, JOB_1, null);
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
    void failedAndFinishedJobsAreToldApart() {
        upstream.live(1, JOB_1, null);
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
        upstream.live(1, JOB_1, null);
        scene.applied(2, spec(2, 2));
        scene.look();

        scene.applied(3, spec(3, 3));
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 Skipped, r3 Planned");
    }

    /**
     * Upstream still has revision 1 on its books while the spec is at 3: it has not begun with 2.
     */
    @Test
    void revisionThatLeftTheSpecWhileAFailedJobStoodIsSkipped() {
        upstream.live(1, JOB_1, null);
        upstream.job("FAILED");
        scene.flink = null;
        scene.look();
        scene.applied(2, spec(2, 2));
        scene.look();

        scene.applied(3, spec(3, 3));
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Failed, r2 Skipped, r3 Planned");
    }

    /** By last-state it has the same job id, and may have failed once more. */
    @Test
    void revisionThatWasTakenBackFromAFailedJobIsUnknown() {
        upstream.live(1, JOB_1, null);
        upstream.job("FAILED");
        scene.flink = null;
        scene.look();
        scene.applied(2, spec(2, 2));
        scene.look();

        scene.applied(1, spec(1, 1));
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Failed, r2 Unknown");
    }

    @Test
    void revisionThatMayHaveBeenDeployedUnseenIsUnknown() {
        upstream.live(1, JOB_1, null);
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
        upstream.live(1, JOB_1, null);
        scene.applied(2, spec(2, 2));
        scene.look();

        scene.applied(1, spec(1, 1));
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 Skipped");
        assertThat(scene.condition(READY)).isEqualTo("True/Running");
    }

    @Test
    void jobManagerOfAnotherRevisionIsBelievedMoreThanUpstream() {
        upstream.live(1, JOB_1, null);
        scene.applied(2, spec(2, 1));
        upstream.deployed(spec(2, 1), "savepoint", JOB_2, SAVEPOINT_1);

        upstream.running(1, JOB_2, SAVEPOINT_1);
        scene.look();

        assertThat(scene.outcomes()).isEqualTo("r1 Live, r2 Deploying");
        assertThat(scene.condition(READY)).isEqualTo("False/OtherRevisionLive");
    }

    @Test
    void sameLookTwiceChangesNothingAndTellsNothing() {
        upstream.live(1, JOB_1, null);
        Fields before = LedgerCodec.write(scene.ledger());
        scene.events.clear();

        scene.look();

        assertThat(LedgerCodec.write(scene.ledger())).isEqualTo(before);
        assertThat(scene.events).isEmpty();
    }
}
