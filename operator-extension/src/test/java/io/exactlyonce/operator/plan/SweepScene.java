package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.plan.admission.PolicyLookup;

/** A revision that runs, and the next one, which takes over from its savepoint. */
final class SweepScene {
    static final String NEWEST = Upstream.checkpoint(JOB_2, 6);

    final LedgerScene scene = new LedgerScene();
    final Upstream upstream = new Upstream(scene);
    final PlayedBrokers brokers = new PlayedBrokers(scene);

    /** The first revision runs. */
    SweepScene(PolicyLookup policy) {
        scene.policy = policy;
        scene.applied(1, spec(1));
        brokers.look();
        upstream.live(1, JOB_1, null);
        brokers.holds(Upstream.checkpoint(JOB_1, 6));
        brokers.holds(NEWEST);
        brokers.look();
    }

    static Fields spec(int revision) {
        return FlinkConfiguration.withEntry(
                LedgerScene.spec(revision, 1),
                "kubernetes.operator.deployment.rollback.enabled",
                "false");
    }

    void secondRuns() {
        scene.applied(2, spec(2));
        upstream.deployed(spec(2), "savepoint", JOB_2, SAVEPOINT_1);
        upstream.running(2, JOB_2, SAVEPOINT_1);
    }

    void secondCommits() {
        upstream.committed(2, JOB_2, SAVEPOINT_1);
    }
}
