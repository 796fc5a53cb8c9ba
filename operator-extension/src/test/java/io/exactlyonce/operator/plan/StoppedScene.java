package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.evidence.StorageNeed;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Pods;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A job that will be stopped, and a storage that is listed only when the plan needs it. */
final class StoppedScene {
    static final String FIRST = LedgerScene.prefix(1) + "out.0-9";
    static final String SECOND = LedgerScene.prefix(1) + "out.0-12";
    static final String NEWEST = Upstream.checkpoint(JOB_1, 9);

    /** Neither a pod nor what would start one. */
    static final Pods GONE = new Pods(null, List.of());

    final LedgerScene scene = new LedgerScene();
    final Upstream upstream = new Upstream(scene);
    final PlayedBrokers brokers = new PlayedBrokers(scene);

    /** Newest checkpoint of each job in the storage. */
    final Map<String, Snapshot> storage = new TreeMap<>();

    int listings;

    /** Revision 1 ran, and completed checkpoint 9. */
    StoppedScene() {
        PolicyLookup.Found found = TestPolicy.recovery("Automatic");
        BrokerContract.Broker broker =
                new BrokerContract.Broker(0, Duration.ofMinutes(15), 2, Duration.ofDays(7));
        scene.policy =
                new PolicyLookup.Found(
                        found.name(),
                        found.reading(),
                        new BrokerContract(
                                scene.now, true, null, List.of(broker), null, List.of()));
        scene.applied(1, LedgerScene.spec(1, 1));
        look();
        upstream.live(1, JOB_1, null);
        holds(JOB_1, 9, FIRST);
        scene.with("1795322562367", "status", "jobStatus", "startTime");
        look();
    }

    LedgerPlan look() {
        boolean asked =
                scene.ledger() != null
                        && StorageNeed.isThere(
                                scene.deployment, List.copyOf(scene.ledgers.values()));
        listings += asked ? 1 : 0;
        scene.snapshots = asked ? new SnapshotEvidence(listed(), Map.of()) : SnapshotEvidence.NONE;
        return brokers.look();
    }

    /** As the controller has it listed: of jobs that the ledger knows, and of upstream's. */
    StoredSnapshots listed() {
        return new StoredSnapshots.Listed(
                Stream.concat(
                                scene.deployment.status().jobId().stream(),
                                scene.ledger().history().revisions().stream()
                                        .map(record -> record.jobId()))
                        .distinct()
                        .filter(storage::containsKey)
                        .map(storage::get)
                        .toList());
    }

    void holds(String job, int checkpoint, String id) {
        brokers.open(id, PlayedBrokers.TIMEOUT);
        holds(Upstream.checkpoint(job, checkpoint), job, checkpoint, id);
    }

    /** A checkpoint holds what is open under the first id. */
    void holds(String job, int checkpoint) {
        holds(Upstream.checkpoint(job, checkpoint), job, checkpoint, FIRST);
    }

    private void holds(String path, String job, int checkpoint, String id) {
        brokers.holds(path, id);
        storage.put(job, new Snapshot(path, checkpoint, job, null, false));
    }

    void suspended() {
        suspended(Deployed.LAST_STATE);
    }

    /** By last-state, with what stands in the status as path. */
    void suspended(String path) {
        edited("suspended");
        Fields spec = LedgerScene.spec(1, 1).with("suspended", "job", "state");
        upstream.suspended(spec, "last-state", path);
        scene.flink = null;
        brokers.pods = GONE;
    }

    /** What was found is looked at again until a job that failed can write no more. */
    void lookUntilItCannotWrite() {
        look();
        scene.now = scene.now.plus(Duration.ofMinutes(5));
        look();
    }

    /** The same revision, as after a write that no webhook has seen. */
    void edited(String state) {
        scene.with(state, "spec", "job", "state");
        scene.with(scene.deployment.generation() + 1, "metadata", "generation");
    }

    void failed(String startedAt) {
        upstream.job("FAILED");
        scene.with(startedAt, "status", "jobStatus", "startTime");
        scene.flink = null;
    }

    int pending() {
        return scene.ledger().transactions().deadlineIfAny().map(it -> it.pending()).orElse(-1);
    }

    String clean() {
        return scene.condition(TRANSACTIONS_CLEAN);
    }
}
