package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.plan.evidence.StatedStart;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.transaction.Start;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** From which snapshots a deployment is started, before any ledger knows. */
class StatedStartTest {
    private static final String CHOSEN = Upstream.checkpoint(JOB_1, 7);

    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    private Set<String> unfinished() {
        return StatedStart.of(scene.deployment).unfinished(scene.ledgers.values()).stream()
                .map(start -> start.snapshot().path())
                .collect(Collectors.toSet());
    }

    private LedgerScene chosen() {
        scene.applied(1, LedgerScene.spec(1, 1));
        return scene.with(CHOSEN, "spec", "job", "initialSavepointPath");
    }

    @Test
    void startThatUpstreamHasNotBegunWithCounts() {
        chosen();

        assertThat(unfinished()).containsExactly(CHOSEN);
    }

    /** Its snapshot is read with the storage of that policy. */
    @Test
    void startNamesTheDeploymentAndItsPolicy() {
        chosen();

        assertThat(StatedStart.of(scene.deployment).unfinished(scene.ledgers.values()))
                .containsExactly(
                        new Start(
                                new SnapshotAddress("standard", CHOSEN),
                                "orders",
                                LedgerScene.INCARNATION));
    }

    @Test
    void startCountsUntilItsFirstCheckpoint() {
        chosen();
        scene.look();
        upstream.deployed(scene.deployment.spec(), "savepoint", JOB_2, CHOSEN);
        upstream.running(1, JOB_2, CHOSEN);
        scene.look();
        assertThat(unfinished()).containsExactly(CHOSEN);

        upstream.committed(1, JOB_2, CHOSEN);
        scene.look();

        assertThat(unfinished()).isEmpty();
    }

    /** HA metadata still hold what the job was started from, and no status says so. */
    @Test
    void lastStateUpgradeBeforeTheFirstCheckpointHidesNothing() {
        chosen();
        upstream.deployed(scene.deployment.spec(), "savepoint", JOB_2, CHOSEN);
        scene.applied(2, LedgerScene.spec(2, 1).with(CHOSEN, "job", "initialSavepointPath"));

        upstream.upgrading(scene.deployment.spec(), "last-state", Deployed.LAST_STATE);

        assertThat(unfinished()).containsExactly(CHOSEN);
    }

    @Test
    void nextStartThatTheSpecAsksForCountsThoughTheRunningRevisionHasCommitted() {
        scene.applied(1, LedgerScene.spec(1, 1));
        scene.look();
        upstream.live(1, JOB_1, null);
        assertThat(unfinished()).isEmpty();

        scene.with(SAVEPOINT_1, "spec", "job", "initialSavepointPath")
                .with(1L, "spec", "job", "savepointRedeployNonce");

        assertThat(unfinished()).containsExactly(SAVEPOINT_1);
    }

    @Test
    void startOfADeploymentThatIsBeingDeletedCountsAsLongAsItIsThere() {
        chosen().with("2026-01-01T00:00:00Z", "metadata", "deletionTimestamp");

        assertThat(unfinished()).containsExactly(CHOSEN);
    }

    /** The next revision may start from the same snapshot, though nobody names it again. */
    @Test
    void startOfARevisionThatFailedStaysInTheLedger() {
        chosen();
        scene.look();
        upstream.deployed(scene.deployment.spec(), "savepoint", JOB_2, CHOSEN);
        scene.look();

        upstream.job("FAILED");
        scene.look();

        assertThat(scene.ledger().unfinishedStarts()).containsExactly(CHOSEN);
    }

    @Test
    void ledgerForgetsStartsOnceALaterRevisionHasCommitted() {
        chosen();
        scene.look();
        upstream.deployed(scene.deployment.spec(), "savepoint", JOB_2, CHOSEN);
        upstream.job("FAILED");
        scene.look();

        scene.applied(2, LedgerScene.spec(2, 1));
        upstream.deployed(LedgerScene.spec(2, 1), "stateless", JOB_1, "");
        upstream.committed(2, JOB_1, null);
        scene.look();

        assertThat(scene.ledger().unfinishedStarts()).isEmpty();
    }
}
