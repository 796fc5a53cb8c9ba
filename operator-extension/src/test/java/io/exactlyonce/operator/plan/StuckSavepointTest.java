package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.RECONCILING;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.plan.recovery.RecoveryPlanner;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revision 1 runs and cannot write the savepoint that revision 2 is to start from. */
class StuckSavepointTest {
    private static final String DIRECTORY = "execution.checkpointing.savepoint-dir";
    private static final String ERROR =
            "{\"type\":\"org.apache.flink.kubernetes.operator.exception.UpgradeFailureException\","
                    + "\"message\":\"Savepoint Error\",\"throwableList\":[]}";

    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    @BeforeEach
    void firstRevisionRuns() {
        scene.applied(1, in("s3://lab/sp", 1));
        upstream.deployed(in("s3://lab/sp", 1), "stateless", JOB_1, "");
        upstream.committed(1, JOB_1, null);
        scene.look();
    }

    @Test
    void movedStorageThatThePodsCannotReachIsAStallWithItsWayOut() {
        scene.applied(2, in("s3://new/sp", 2));
        directoryIsOurs(scene);
        scene.look();
        fails();
        graceIsOver();

        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("False/SavepointFailed");
        assertThat(scene.condition(STALLED)).isEqualTo("True/SavepointFailed");
        assertThat(scene.condition(RECONCILING)).isEqualTo("False/AsIntended");
        assertThat(scene.message(STALLED))
                .contains("cannot stop r000001 with the savepoint that r000002 starts from")
                .contains("savepoints s3://lab → s3://new")
                .contains("Undo that edit of the policy")
                .contains("exactlyonce.io/adopt-policy");
    }

    @Test
    void oneFailedAttemptIsProgress() {
        scene.applied(2, in("s3://new/sp", 2));
        fails();

        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("False/Planned");
        assertThat(scene.condition(STALLED)).isEqualTo("False/AsIntended");
    }

    @Test
    void stallStaysSaidWhileUpstreamTriesAgain() {
        scene.applied(2, in("s3://new/sp", 2));
        scene.look();
        fails();
        graceIsOver();
        scene.look();

        scene.without("status", "error");
        scene.look();
        scene.look();

        assertThat(scene.condition(STALLED)).isEqualTo("True/SavepointFailed");
    }

    @Test
    void stallEndsWhenUpstreamHasTheSavepoint() {
        scene.applied(2, in("s3://new/sp", 2));
        scene.look();
        fails();
        graceIsOver();
        scene.look();

        upstream.upgrading(in("s3://new/sp", 2), "savepoint", SAVEPOINT_1);
        scene.flink = null;
        scene.look();
        assertThat(scene.condition(READY)).isEqualTo("False/Deploying");
        upstream.deployed(in("s3://new/sp", 2), "savepoint", JOB_2, SAVEPOINT_1);
        upstream.committed(2, JOB_2, SAVEPOINT_1);
        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("True/Running");
        assertThat(scene.condition(STALLED)).isEqualTo("False/AsIntended");
    }

    @Test
    void undoneEditIsGivenTimeAgain() {
        scene.applied(2, in("s3://new/sp", 2));
        scene.look();
        fails();
        graceIsOver();
        scene.look();

        scene.applied(3, in("s3://lab/sp", 3));
        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("False/Planned");
    }

    @Test
    void otherErrorsAreLeftToUpstream() {
        scene.applied(2, in("s3://new/sp", 2));
        scene.look();
        scene.with("{\"message\":\"quota exceeded\"}", "status", "error");
        graceIsOver();

        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("False/Planned");
    }

    @Test
    void causeIsElsewhereIfTheStorageStays() {
        scene.applied(2, in("s3://lab/sp", 2));
        scene.look();
        fails();
        graceIsOver();

        scene.look();

        assertThat(scene.message(READY))
                .contains("JobManager's log")
                .doesNotContain("adopt-policy");
    }

    @Test
    void adoptedJobIsToldToNameAStorageThatItReaches() {
        Fields own =
                Fields.EMPTY
                        .with("v2_2", "flinkVersion")
                        .with(1, "job", "parallelism")
                        .with("running", "job", "state");
        LedgerScene adopted = new LedgerScene();
        adopted.applied(1, in("s3://lab/sp", 1));
        Upstream played = new Upstream(adopted);
        played.deployed(own, "stateless", JOB_1, "");
        played.job("RUNNING");
        adopted.with(2, "metadata", "generation");
        directoryIsOurs(adopted);
        adopted.look();
        adopted.with(ERROR, "status", "error");
        adopted.now = adopted.now.plus(RecoveryPlanner.GRACE);

        adopted.look();

        assertThat(adopted.condition(STALLED)).isEqualTo("True/SavepointFailed");
        assertThat(adopted.message(STALLED))
                .contains("cannot stop the job with the savepoint that r000001 starts from")
                .contains("savepoints (not set) → s3://lab")
                .contains("Let the policy name a storage that they reach");
    }

    /** Only a failed attempt tells: there is no revision whose time is known. */
    @Test
    void plainStopThatFailsIsAStallToo() {
        stops();
        scene.look();
        assertThat(scene.condition(READY)).isEqualTo("True/Running");
        fails();
        scene.look();
        assertThat(scene.condition(READY)).isEqualTo("False/Planned");
        scene.without("status", "error");
        graceIsOver();

        scene.look();
        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("False/SavepointFailed");
        assertThat(scene.condition(STALLED)).isEqualTo("True/SavepointFailed");
        assertThat(scene.message(STALLED))
                .contains("cannot stop r000001 with the savepoint that spec.job.state: suspended")
                .contains("JobManager's log");
    }

    @Test
    void plainStopThatSucceedsInTheEndIsNoStall() {
        stops();
        fails();
        scene.look();
        graceIsOver();
        scene.look();
        scene.without("status", "error");
        upstream.suspended(in("s3://lab/sp", 1), "savepoint", SAVEPOINT_1);
        scene.flink = null;

        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("False/SuspendedBySavepoint");
        assertThat(scene.condition(STALLED)).isEqualTo("False/AsIntended");
    }

    @Test
    void stopThatIsTakenBackIsNoStall() {
        stops();
        fails();
        scene.look();
        graceIsOver();
        scene.look();

        scene.applied(1, in("s3://lab/sp", 1));
        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("True/Running");
    }

    @Test
    void keyOfTheUsersOwnIsToBePutBackWhereItStands() {
        scene.applied(2, in("s3://new/sp", 2));
        scene.look();
        fails();
        graceIsOver();

        scene.look();

        assertThat(scene.message(READY))
                .contains("Undo that change of spec.flinkConfiguration[\"" + DIRECTORY + "\"]")
                .doesNotContain("the policy", "adopt-policy");
    }

    private void stops() {
        scene.with("suspended", "spec", "job", "state");
        scene.with(scene.deployment.generation() + 1, "metadata", "generation");
    }

    /** As the policy, and not the user, says. */
    private static void directoryIsOurs(LedgerScene scene) {
        RevisionMark mark = RevisionMark.of(scene.deployment).orElseThrow();
        Map<String, String> entries = new TreeMap<>(mark.injected().entries());
        entries.put(
                DIRECTORY,
                FlinkConfiguration.of(scene.deployment.spec()).value(DIRECTORY).orElseThrow());
        scene.deployment =
                scene.deployment.withObject(
                        mark.with(InjectedBlock.of(entries)).writeTo(scene.deployment.object()));
    }

    private static Fields in(String directory, int revision) {
        return FlinkConfiguration.withEntry(spec(revision, 1), DIRECTORY, directory);
    }

    private void fails() {
        scene.with(ERROR, "status", "error");
    }

    private void graceIsOver() {
        scene.now = scene.now.plus(RecoveryPlanner.GRACE);
    }
}
