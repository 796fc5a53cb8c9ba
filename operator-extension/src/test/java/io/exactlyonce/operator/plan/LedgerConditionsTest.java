package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.CHECKPOINTING_HEALTHY;
import static io.exactlyonce.operator.condition.ConditionType.EXACTLY_ONCE;
import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.condition.ConditionType.TIMEOUTS_SAFE;
import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.revision.Annotations;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger says of a deployment that is protected. */
class LedgerConditionsTest {
    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    @BeforeEach
    void firstRevisionIsCreated() {
        scene.applied(1, spec(1, 1));
        scene.look();
    }

    @Test
    void creationWithoutAPolicyThatWasAcceptedIsUnprotected() {
        LedgerScene fresh = new LedgerScene();
        fresh.policy = new PolicyLookup.Missing("standard");
        fresh.applied(1, Fields.EMPTY.with("v2_2", "flinkVersion").with(1, "job", "parallelism"));
        fresh.annotated(Annotations.INJECTED, "");

        fresh.look();

        assertThat(fresh.condition(READY)).isEqualTo("False/Unprotected");
        assertThat(fresh.message(READY))
                .contains("Nothing was added for revision 1")
                .contains("exactlyonce.io/adopt-policy");
    }

    @Test
    void exactlyOnceIsNeverTrueWithoutTheBrokers() {
        upstream.live(1, JOB_1, null);

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/NotVerified");
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/NotAsked");
        assertThat(scene.condition(TIMEOUTS_SAFE)).isEqualTo("Unknown/BrokerUnreachable");
        assertThat(scene.condition(CHECKPOINTING_HEALTHY)).isEqualTo("True/CheckpointsComplete");
        assertThat(scene.condition(STALLED)).isEqualTo("False/AsIntended");
    }

    @Test
    void suspendBySavepointIsToldFromSuspendByLastState() {
        upstream.live(1, JOB_1, null);
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
    void otherParallelismOfTheRunningJobIsSeen() {
        upstream.live(1, JOB_1, null);
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
    void checkpointsThatDoNotCompleteAreNoticed() {
        upstream.live(1, JOB_1, null);

        scene.now = scene.now.plus(Duration.ofMinutes(9));
        scene.look();

        assertThat(scene.condition(CHECKPOINTING_HEALTHY)).isEqualTo("False/CheckpointOverdue");
    }

    @Test
    void conditionsCarryTheGenerationTheyWereDecidedFor() {
        scene.with(7, "metadata", "generation");
        scene.look();

        assertThat(scene.ledger().conditions().all())
                .hasSize(7)
                .allMatch(condition -> condition.observedGeneration() == 7);
    }
}
