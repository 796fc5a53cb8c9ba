package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.plan.LedgerScene.INCARNATION;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Pods;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A job that completed no checkpoint went on by last-state, and was deleted: whether anything is
 * pending depends on how it started, which nobody saw of its first revision.
 */
class UnseenStartTest {
    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);
    private final PlayedBrokers brokers = new PlayedBrokers(scene);
    private String current = "";

    @BeforeEach
    void itsFirstRevisionWasGoneBeforeItsJobManagerWasAsked() {
        scene.policy = TestPolicy.deletion("Settle", "Fence");
        scene.applied(
                1,
                FlinkConfiguration.withEntry(
                        LedgerScene.spec(1, 1),
                        "execution.checkpointing.dir",
                        LedgerScene.STORAGE + "/shop/orders/cp"));
        upstream.deployed(LedgerScene.spec(1, 1), "savepoint", JOB_1, "");
        brokers.look();
        scene.applied(2, LedgerScene.spec(2, 1));
        upstream.deployed(LedgerScene.spec(2, 1), "last-state", JOB_1, Deployed.LAST_STATE);
        brokers.look();
        current = brokers.open(LedgerScene.prefix(2) + "out.0-1", PlayedBrokers.TIMEOUT);
        brokers.stored.put(INCARNATION, new StoredSnapshots.Listed(List.of()));
        brokers.pods = new Pods(null, List.of());
    }

    private void delete() {
        scene.deployment = null;
        scene.flink = null;
        brokers.look();
    }

    @Test
    void nothingIsPendingOfAJobThatSaidThatItStartedEmpty() {
        upstream.running(2, JOB_1, null);
        brokers.look();

        delete();

        assertThat(brokers.fenced).containsExactly(current);
    }

    @Test
    void everythingIsKeptOfAJobThatSaidNothing() {
        delete();

        assertThat(brokers.fenced).isEmpty();
        assertThat(brokers.committed).isEmpty();
    }
}
