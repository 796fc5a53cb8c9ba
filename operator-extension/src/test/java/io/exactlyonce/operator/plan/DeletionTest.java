package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.plan.LedgerScene.INCARNATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of the open transactions of a deployment that was deleted. */
class DeletionTest {
    private static final String NEWEST = DeletedScene.NEWEST;

    private final DeletedScene run = new DeletedScene(TestPolicy.deletion("Settle", "Fence"));
    private final LedgerScene scene = run.scene;
    private final Upstream upstream = run.upstream;
    private final PlayedBrokers brokers = run.brokers;
    private final String pending = run.pending(LedgerScene.prefix(1) + "out.0-9");
    private final String current =
            brokers.open(LedgerScene.prefix(1) + "out.0-10", PlayedBrokers.TIMEOUT);

    @Test
    void settleCommitsWhatTheNewestCheckpointHoldsAndAbortsTheRest() {
        LedgerPlan plan = run.delete();

        assertThat(brokers.committed).containsExactly(pending);
        assertThat(brokers.fenced).containsExactly(current);
        assertThat(plan.actions())
                .extracting(action -> action.getClass().getSimpleName())
                .as("first the intent, then what must not be lost")
                .containsSubsequence("WriteLedger", "Settle", "Fence");
        assertThat(plan.requeue()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        brokers.look();
        assertThat(run.log().settled()).isEqualTo(1);
        assertThat(run.log().fenced()).isEqualTo(1);
        assertThat(run.log().open()).isEmpty();
        assertThat(brokers.look().requeue()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        scene.now = scene.now.plus(Duration.ofMinutes(5));
        assertThat(brokers.look().requeue())
                .as("its last pod is gone for minutes")
                .isGreaterThan(Duration.ofMinutes(30));
    }

    /** It is not there any more, which is not the same as that there never was one. */
    @Test
    void checkpointThatVanishedKeepsEverything() {
        brokers.stored.put(INCARNATION, new StoredSnapshots.Listed(List.of()));

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    /** What upstream did with the last revision while nobody looked is not known. */
    @Test
    void lastRevisionWhoseJobNobodySawKeepsEverything() {
        scene.applied(2, LedgerScene.spec(2, 1));
        brokers.look();

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    /** The intent was written, and the brokers were faster. */
    @Test
    void commitThatCameTooLateIsALossAndNotSettled() {
        brokers.fails = true;
        run.delete();
        brokers.end(pending, TransactionState.COMPLETE_ABORT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);

        brokers.look();

        assertThat(run.log().settled()).isZero();
        assertThat(run.log().losses())
                .extracting(it -> it.transactionalId())
                .containsExactly(pending);
    }

    @Test
    void lossIsFoundAlsoIfNothingIsOpenAnyMore() {
        brokers.end(pending, TransactionState.COMPLETE_ABORT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);

        run.delete();

        assertThat(run.log().lost()).isEqualTo(1);
    }

    @Test
    void abortAbortsAll() {
        scene.policy = TestPolicy.deletion("Abort", "Fence");

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).containsExactlyInAnyOrder(pending, current);
    }

    @Test
    void leaveLeavesAll() {
        scene.policy = TestPolicy.deletion("Leave", "Fence");

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
        assertThat(run.log().open()).isNotEmpty();
    }

    @Test
    void reportOnlyReports() {
        scene.policy = TestPolicy.deletion("Settle", "Report");

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
        assertThat(run.log().open()).isNotEmpty();
        assertThat(run.log().deadline()).as("until when it could be settled").isNotNull();
    }

    @Test
    void podThatStillRunsKeepsEverything() {
        brokers.pods = new Pods(null, List.of(new Pods.Pod("orders-1", scene.now)));

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void storageThatCannotBeListedKeepsEverything() {
        brokers.stored.clear();

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void snapshotThatCannotBeReadKeepsEverything() {
        brokers.contents.put(NEWEST, new SnapshotContent.Unreadable("access denied"));

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void silentBrokersAreAskedAgainSoon() {
        brokers.silence = "they did not answer";

        LedgerPlan plan = run.delete();

        assertThat(scene.ledger().phase()).isInstanceOf(Phase.Gone.class);
        assertThat(plan.requeue()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        brokers.silence = "";
        brokers.look();
        assertThat(brokers.committed).containsExactly(pending);
    }

    @Test
    void whatTheBrokersHaveAbortedMeanwhileIsRecordedAsLost() {
        brokers.end(pending, TransactionState.COMPLETE_ABORT);

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(run.log().lost()).isEqualTo(1);
        assertThat(run.log().losses().get(0).transactionalId()).isEqualTo(pending);
    }

    /** The new deployment of the name has pods of its own, and the old one's are looked for. */
    @Test
    void predecessorIsSettledWhileTheNextOfItsNameRuns() {
        scene.flink = null;
        scene.deployment = null;
        var second = io.exactlyonce.operator.revision.Incarnation.of("create-2");
        scene.applied(1, LedgerScene.spec(1, 1));
        scene.with("uid-2", "metadata", "uid").incarnated(second);
        brokers.pods =
                new Pods(scene.now, List.of(new Pods.Pod("orders-1", scene.now.plusSeconds(1))));

        brokers.look();

        assertThat(brokers.committed).containsExactly(pending);
        assertThat(Set.copyOf(brokers.fenced)).isSubsetOf(Set.of(current));
    }

    @Test
    void twiceTheSameLookDoesNothingTwice() {
        run.delete();
        brokers.look();
        brokers.look();
        int actions = brokers.committed.size() + brokers.fenced.size();

        brokers.look();

        assertThat(brokers.committed.size() + brokers.fenced.size()).isEqualTo(actions);
    }
}
