package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.TransactionState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is none of ours to end, and how it is shown. */
class SweepOfOthersTest {
    private static final String NEWEST = SweepScene.NEWEST;

    private final SweepScene run = new SweepScene(TestPolicy.orphans("Fence"));
    private final LedgerScene scene = run.scene;
    private final Upstream upstream = run.upstream;
    private final PlayedBrokers brokers = run.brokers;

    @Test
    void foreignIncarnationIsReportedAndLeftAlone() {
        brokers.open("eo1.shop.orders.aaaaaaaa.r000001.out.0-1", PlayedBrokers.TIMEOUT);
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/ForeignIncarnation");
        assertThat(scene.told()).contains("ForeignIncarnation");
    }

    @Test
    void prefixThatTheLedgerDoesNotKnowIsLeftAlone() {
        String unknown = LedgerScene.prefix(7) + "out.0-1";
        brokers.open(unknown, PlayedBrokers.TIMEOUT);
        String otherStem = "eo2" + LedgerScene.prefix(1).substring(3) + "out.0-1";
        brokers.open(otherStem, PlayedBrokers.TIMEOUT);
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void runningRevisionsOwnAreNotTouchedHoweverOld() {
        run.secondRuns();
        run.secondCommits();
        brokers.open(2);
        scene.now = scene.now.plus(PlayedBrokers.TIMEOUT.dividedBy(2)).plusSeconds(1);

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/TransactionsOld");
    }

    @Test
    void silentBrokersAreNotTakenForClean() {
        brokers.silence = "the brokers did not answer within 10 s";
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/BrokerUnreachable");
    }

    @Test
    void startWithEmptyStateThatNobodyAcceptedKeepsEverything() {
        String pending = brokers.open(1);
        scene.applied(2, SweepScene.spec(2));
        upstream.deployed(SweepScene.spec(2), "stateless", JOB_2, "");
        upstream.committed(2, JOB_2, null);

        brokers.look();
        assertThat(brokers.fenced).isEmpty();

        scene.annotated(Annotations.ACCEPT, "EO1201: the topic is written anew");
        brokers.look();
        assertThat(brokers.fenced).as("its newest snapshot is not known").isEmpty();

        String orphan = brokers.open(LedgerScene.prefix(1) + "out.0-2", PlayedBrokers.TIMEOUT);
        String abandoned = Upstream.checkpoint(JOB_1, 9);
        brokers.holds(abandoned, pending);
        brokers.stored.put(
                LedgerScene.INCARNATION,
                new StoredSnapshots.Listed(
                        List.of(new Snapshot(abandoned, 9, JOB_1, null, false))));
        brokers.look();
        assertThat(brokers.committed).as("its results are final").containsExactly(pending);
        assertThat(brokers.fenced).containsExactly(orphan);
        brokers.look();
        assertThat(scene.ledger().transactions().settled()).isEqualTo(1);
        assertThat(scene.told()).contains("Settled");
    }

    /** After a fail-over the job tells only of a checkpoint of its own. */
    @Test
    void startThatNobodySawKeepsEverythingUnlessEmptyStateIsAccepted() {
        String pending = brokers.open(1);
        scene.applied(2, SweepScene.spec(2));
        upstream.deployed(SweepScene.spec(2), "savepoint", JOB_2, SAVEPOINT_1);
        upstream.committed(2, JOB_2, Upstream.checkpoint(JOB_2, 5));

        brokers.look();
        assertThat(brokers.fenced).isEmpty();

        scene.annotated(Annotations.ACCEPT, "EO1201: the topic is written anew");
        brokers.look();
        assertThat(brokers.fenced).containsExactly(pending);
    }

    /** The job took the id again since, and was killed. */
    @Test
    void laterEpochOfAnIdThatASnapshotHoldsPendingIsNotProtected() {
        String id = brokers.open(1);
        brokers.holds(NEWEST, id);
        brokers.put(id, TransactionState.ONGOING, 5, PlayedBrokers.TIMEOUT, scene.now);
        run.secondRuns();
        run.secondCommits();

        brokers.look();

        assertThat(brokers.fenced).containsExactly(id);
    }
}
