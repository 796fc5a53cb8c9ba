package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.CHECKPOINTING_HEALTHY;
import static io.exactlyonce.operator.condition.ConditionType.EXACTLY_ONCE;
import static io.exactlyonce.operator.condition.ConditionType.RECONCILING;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpoints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose state a revision took over, by evidence. */
class LineageTest {
    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    @BeforeEach
    void firstRevisionIsCreated() {
        scene.applied(1, spec(1, 1));
        scene.look();
    }

    @Test
    void freshStartWithEmptyStateIsNormal() {
        upstream.live(1, JOB_1, null);

        assertThat(scene.revision(1).restore())
                .isEqualTo(new Restore(Restore.Mode.STATELESS, "", true));
        assertThat(scene.told()).doesNotContain("RestoredFromNothing");
        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/NotVerified");
    }

    @Test
    void rescaleIsVerifiedByRestorePathJobIdAndFirstCheckpoint() {
        upstream.live(1, JOB_1, null);
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
        upstream.live(1, JOB_1, null);

        upstream.next(LedgerScene.SAVEPOINT_2, LedgerScene.JOB_3);

        assertThat(scene.outcomes()).isEqualTo("r1 Superseded, r2 Live");
    }

    @Test
    void savepointModeThatRestoredACheckpointIsLastState() {
        upstream.live(1, JOB_1, null);

        String checkpoint = Upstream.checkpoint(JOB_1, 5);
        upstream.next(checkpoint, JOB_2);

        assertThat(scene.revision(2).restore())
                .isEqualTo(new Restore(Restore.Mode.LAST_STATE, checkpoint, true));
        assertThat(scene.told()).contains("RestoredFromLastState");
        assertThat(scene.outcomes()).isEqualTo("r1 Retired, r2 Live");
    }

    @Test
    void startFromNothingIsLoudAndRetiresNobody() {
        upstream.live(1, JOB_1, null);
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
        upstream.live(1, JOB_1, null);
        scene.applied(2, spec(2, 1));
        upstream.deployed(spec(2, 1), "savepoint", JOB_2, SAVEPOINT_1);

        upstream.running(2, JOB_2, Upstream.checkpoint(JOB_2, 5));
        scene.look();

        assertThat(scene.revision(2).restore())
                .isEqualTo(new Restore(Restore.Mode.SAVEPOINT, SAVEPOINT_1, false));
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
}
