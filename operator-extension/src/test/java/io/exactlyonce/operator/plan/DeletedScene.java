package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.plan.LedgerScene.INCARNATION;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;

import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Pods;
import java.util.List;

/** A job that ran and completed checkpoint 9, whose commit is outstanding; to be deleted. */
final class DeletedScene {
    static final String NEWEST = Upstream.checkpoint(JOB_1, 9);

    final LedgerScene scene = new LedgerScene();
    final Upstream upstream = new Upstream(scene);
    final PlayedBrokers brokers = new PlayedBrokers(scene);

    DeletedScene(PolicyLookup policy) {
        scene.policy = policy;
        scene.applied(
                1,
                FlinkConfiguration.withEntry(
                        LedgerScene.spec(1, 1),
                        "execution.checkpointing.dir",
                        LedgerScene.STORAGE + "/shop/orders/cp"));
        brokers.look();
        upstream.live(1, JOB_1, null);
        brokers.look();
        brokers.pods = new Pods(null, List.of());
    }

    /** A transaction is open, and pending in the newest checkpoint. */
    String pending(String id) {
        brokers.open(id, PlayedBrokers.TIMEOUT);
        brokers.holds(NEWEST, id);
        Snapshot before = new Snapshot(Upstream.checkpoint(JOB_1, 8), 8, JOB_1, null, false);
        brokers.stored.put(
                INCARNATION,
                new StoredSnapshots.Listed(
                        List.of(new Snapshot(NEWEST, 9, JOB_1, null, false), before)));
        return id;
    }

    LedgerPlan delete() {
        scene.deployment = null;
        scene.flink = null;
        return brokers.look();
    }

    TransactionLog log() {
        return scene.ledger().transactions();
    }
}
