package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpointing;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpoints;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plays the upstream operator and the JobManager in a scene. */
record Upstream(LedgerScene scene) {

    /** It has stopped the job before and will deploy the spec. */
    void upgrading(Fields spec, String mode, String path) {
        record(spec.with("suspended", "job", "state").with(mode, "job", "upgradeMode"));
        status("UPGRADING", "FINISHED", path);
    }

    /** It has submitted the job of the spec. */
    void deployed(Fields spec, String mode, String jobId, String path) {
        record(spec.with(mode, "job", "upgradeMode"));
        status("DEPLOYED", "RECONCILING", path);
        scene.with(jobId, "status", "jobStatus", "jobId");
    }

    /** The job is in a state. */
    void job(String state) {
        scene.with(state, "status", "jobStatus", "state");
    }

    void suspended(Fields spec, String mode, String path) {
        record(spec.with("suspended", "job", "state").with(mode, "job", "upgradeMode"));
        status("DEPLOYED", "FINISHED", path);
    }

    /** It goes back to a stable spec, though everything else shows the given one. */
    void rolledBack(Fields stable, String state) {
        FlinkDeployment deployment = scene.deployment;
        scene.deployment =
                new FlinkDeployment(
                        deployment.object(),
                        deployment.lastApplied(),
                        deployment.lastReconciled(),
                        Fields.EMPTY.with(stable, "spec"));
        status(state, "RECONCILING", Deployed.LAST_STATE);
    }

    private void record(Fields spec) {
        FlinkDeployment deployment = scene.deployment;
        scene.deployment =
                new FlinkDeployment(
                        deployment
                                .object()
                                .with(deployment.generation(), "status", "observedGeneration"),
                        deployment.lastApplied(),
                        Fields.EMPTY.with(spec, "spec"),
                        deployment.lastStable());
    }

    private void status(String state, String jobState, String path) {
        scene.with(state, "status", "reconciliationStatus", "state");
        scene.with(jobState, "status", "jobStatus", "state");
        if (path.isEmpty()) {
            scene.without("status", "jobStatus", "upgradeSavepointPath");
        } else {
            scene.with(path, "status", "jobStatus", "upgradeSavepointPath");
        }
    }

    /** The JobManager answers, and says which revision it is and what it restored. */
    void running(int revision, String jobId, @Nullable String restored) {
        job("RUNNING");
        answers(revision, jobId, "RUNNING", new Checkpoints(true, null, snapshot(restored, 5)));
    }

    /** The same once a checkpoint has completed. */
    void committed(int revision, String jobId, @Nullable String restored) {
        job("RUNNING");
        Snapshot first =
                new Snapshot(checkpoint(jobId, 6), 6, jobId, scene.now.minusSeconds(1), false);
        answers(revision, jobId, "RUNNING", new Checkpoints(true, first, snapshot(restored, 5)));
    }

    /** The JobManager answers, but its job does not run. */
    void restarting(int revision, String jobId, @Nullable String restored) {
        job("RESTARTING");
        answers(revision, jobId, "RESTARTING", new Checkpoints(true, null, snapshot(restored, 5)));
    }

    void answers(int revision, String jobId, String state, Checkpoints checkpoints) {
        int parallelism =
                scene.ledgers.isEmpty() || scene.ledger() == null
                        ? 0
                        : scene.ledger()
                                .history()
                                .revision(revision)
                                .map(record -> record.parallelism())
                                .orElse(0);
        scene.flink =
                new FlinkObservation(
                        Map.of(
                                RevisionKeys.REVISION,
                                Integer.toString(revision),
                                RevisionKeys.PREFIX,
                                LedgerScene.prefix(revision)),
                        jobId,
                        state,
                        parallelism,
                        new Checkpointing(
                                true,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(2),
                                Duration.ZERO,
                                1),
                        checkpoints);
    }

    static String checkpoint(String jobId, int number) {
        return LedgerScene.STORAGE + "/shop/orders/cp/" + jobId + "/chk-" + number;
    }

    private static @Nullable Snapshot snapshot(@Nullable String path, long id) {
        return path == null ? null : new Snapshot(path, id, "", null, path.contains("savepoint"));
    }

    /** A revision is deployed with empty state, runs, and commits; seen at every step. */
    void live(int revision, String jobId, @Nullable String restored) {
        deployed(LedgerScene.spec(revision, 1), "stateless", jobId, "");
        running(revision, jobId, restored);
        scene.look();
        committed(revision, jobId, restored);
        scene.look();
    }

    /** Revision 2 takes over from revision 1, and commits. */
    void next(String path, String jobId) {
        scene.applied(2, LedgerScene.spec(2, 1));
        deployed(LedgerScene.spec(2, 1), "savepoint", jobId, path);
        committed(2, jobId, path);
        scene.look();
    }

    /**
     * Revision 2 restored revision 1 and never runs; 3, which mends it, waits for its savepoint.
     */
    void crashLoopAndAMendThatIsBlocked() {
        scene.applied(1, LedgerScene.spec(1, 1));
        live(1, LedgerScene.JOB_1, null);
        scene.applied(2, LedgerScene.spec(2, 1));
        deployed(LedgerScene.spec(2, 1), "savepoint", LedgerScene.JOB_2, LedgerScene.SAVEPOINT_1);
        restarting(2, LedgerScene.JOB_2, LedgerScene.SAVEPOINT_1);
        scene.look();
        scene.applied(3, LedgerScene.spec(3, 1));
        scene.look();
    }
}
