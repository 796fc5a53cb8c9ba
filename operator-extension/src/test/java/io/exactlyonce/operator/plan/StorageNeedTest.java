package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.evidence.StorageNeed;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the checkpoint directory has to be listed, and what is said if it cannot be. */
class StorageNeedTest {
    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);
    private final PlayedBrokers brokers = new PlayedBrokers(scene);

    @BeforeEach
    void itRuns() {
        scene.applied(1, LedgerScene.spec(1, 1));
        brokers.look();
        upstream.live(1, JOB_1, null);
    }

    private boolean isThere() {
        return StorageNeed.isThere(scene.deployment, List.copyOf(scene.ledgers.values()));
    }

    private void suspended(String mode, String path) {
        Fields spec = LedgerScene.spec(1, 1).with("suspended", "job", "state");
        scene.with(spec, "spec");
        upstream.suspended(spec, mode, path);
        scene.flink = null;
    }

    @Test
    void jobThatRunsTellsItsNewestSnapshotByItself() {
        assertThat(isThere()).isFalse();
    }

    @Test
    void jobThatIsToRunAndDoesNotNeedsTheListing() {
        upstream.job("FAILED");

        assertThat(isThere()).isTrue();
    }

    @Test
    void savepointThatTheJobWasStoppedWithIsKnownAlready() {
        suspended("savepoint", SAVEPOINT_1);

        assertThat(isThere()).isFalse();
    }

    /** What is known of one stop, {@code StoppedJobTest} says. */
    @Test
    void suspendedByLastStateNeedsTheListing() {
        suspended("last-state", Deployed.LAST_STATE);

        assertThat(isThere()).isTrue();
    }

    /** It stays in the status as long as upstream has not started the job anew. */
    @Test
    void savepointThatTheJobWasStartedFromIsNotOneThatItWasStoppedWith() {
        for (String mode : List.of("last-state", "stateless")) {
            suspended(mode, SAVEPOINT_1);

            assertThat(isThere()).as(mode).isTrue();
        }
    }

    @Test
    void jobThatDoesNotRunIsNotCleanAsLongAsItsSnapshotCannotBeRead() {
        suspended("savepoint", SAVEPOINT_1);
        brokers.contents.put(SAVEPOINT_1, new SnapshotContent.Unreadable("S3 does not answer"));

        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/TransactionsUndecided");
        assertThat(scene.message(TRANSACTIONS_CLEAN))
                .contains(SAVEPOINT_1, "S3 does not answer", "cannot be told");

        brokers.holds(SAVEPOINT_1);
        brokers.look();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
    }
}
