package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.plan.LedgerScene.INCARNATION;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the open transactions of a deployment that was deleted. */
class DeletionTest {
    private static final String NEWEST = Upstream.checkpoint(JOB_1, 9);

    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);
    private final PlayedBrokers brokers = new PlayedBrokers(scene);
    private String pending = "";
    private String current = "";

    @BeforeEach
    void itRanAndCompletedACheckpointWhoseCommitIsOutstanding() {
        scene.policy = policy("Settle", "Fence");
        scene.applied(
                1,
                FlinkConfiguration.withEntry(
                        LedgerScene.spec(1, 1),
                        "execution.checkpointing.dir",
                        LedgerScene.STORAGE + "/shop/orders/cp"));
        brokers.look();
        upstream.live(1, JOB_1, null);
        brokers.look();
        pending = brokers.open(LedgerScene.prefix(1) + "out.0-9", PlayedBrokers.TIMEOUT);
        current = brokers.open(LedgerScene.prefix(1) + "out.0-10", PlayedBrokers.TIMEOUT);
        brokers.holds(NEWEST, pending);
        brokers.stored.put(
                INCARNATION,
                new StoredSnapshots.Listed(
                        List.of(
                                new Snapshot(NEWEST, 9, JOB_1, null, false),
                                new Snapshot(
                                        Upstream.checkpoint(JOB_1, 8), 8, JOB_1, null, false))));
        brokers.pods = new Pods(null, List.of());
    }

    static PolicyLookup policy(String deletion, String orphans) {
        Fields object =
                Fields.EMPTY
                        .with("shop", "metadata", "namespace")
                        .with("standard", "metadata", "name")
                        .with("kafka:9092", "spec", "kafka", "bootstrapServers")
                        .with(LedgerScene.STORAGE, "spec", "checkpoints", "storage")
                        .with(orphans, "spec", "transactions", "orphans")
                        .with(deletion, "spec", "deletionPolicy");
        return new PolicyLookup.Found(
                "standard", PolicyReader.read(object), BrokerContract.UNKNOWN);
    }

    private LedgerPlan delete() {
        scene.deployment = null;
        scene.flink = null;
        return brokers.look();
    }

    private TransactionLog log() {
        return scene.ledger().transactions();
    }

    @Test
    void settleCommitsWhatTheNewestCheckpointHoldsAndAbortsTheRest() {
        LedgerPlan plan = delete();

        assertThat(brokers.committed).containsExactly(pending);
        assertThat(brokers.fenced).containsExactly(current);
        assertThat(plan.actions())
                .extracting(action -> action.getClass().getSimpleName())
                .as("first the intent, then what must not be lost")
                .containsSubsequence("WriteLedger", "Settle", "Fence");
        assertThat(plan.requeue()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        brokers.look();
        assertThat(log().settled()).isEqualTo(1);
        assertThat(log().fenced()).isEqualTo(1);
        assertThat(log().open()).isEmpty();
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

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    /** What upstream did with the last revision while nobody looked is not known. */
    @Test
    void lastRevisionWhoseJobNobodySawKeepsEverything() {
        scene.applied(2, LedgerScene.spec(2, 1));
        brokers.look();

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    /** The intent was written, and the brokers were faster. */
    @Test
    void commitThatCameTooLateIsALossAndNotSettled() {
        brokers.fails = true;
        delete();
        brokers.end(pending, TransactionState.COMPLETE_ABORT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);

        brokers.look();

        assertThat(log().settled()).isZero();
        assertThat(log().losses()).extracting(it -> it.transactionalId()).containsExactly(pending);
    }

    @Test
    void lossIsFoundAlsoIfNothingIsOpenAnyMore() {
        brokers.end(pending, TransactionState.COMPLETE_ABORT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);

        delete();

        assertThat(log().lost()).isEqualTo(1);
    }

    @Test
    void abortAbortsAll() {
        scene.policy = policy("Abort", "Fence");

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).containsExactlyInAnyOrder(pending, current);
    }

    @Test
    void leaveLeavesAll() {
        scene.policy = policy("Leave", "Fence");

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
        assertThat(log().open()).isNotEmpty();
    }

    @Test
    void reportOnlyReports() {
        scene.policy = policy("Settle", "Report");

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
        assertThat(log().open()).isNotEmpty();
        assertThat(log().deadline()).as("until when it could be settled").isNotNull();
    }

    @Test
    void podThatStillRunsKeepsEverything() {
        brokers.pods = new Pods(null, List.of(new Pods.Pod("orders-1", scene.now)));

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void storageThatCannotBeListedKeepsEverything() {
        brokers.stored.clear();

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void snapshotThatCannotBeReadKeepsEverything() {
        brokers.contents.put(NEWEST, new SnapshotContent.Unreadable("access denied"));

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void silentBrokersAreAskedAgainSoon() {
        brokers.silence = "they did not answer";

        LedgerPlan plan = delete();

        assertThat(scene.ledger().phase()).isInstanceOf(Phase.Gone.class);
        assertThat(plan.requeue()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        brokers.silence = "";
        brokers.look();
        assertThat(brokers.committed).containsExactly(pending);
    }

    @Test
    void whatTheBrokersHaveAbortedMeanwhileIsRecordedAsLost() {
        brokers.end(pending, TransactionState.COMPLETE_ABORT);

        delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(log().lost()).isEqualTo(1);
        assertThat(log().losses().get(0).transactionalId()).isEqualTo(pending);
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
        delete();
        brokers.look();
        brokers.look();
        int actions = brokers.committed.size() + brokers.fenced.size();

        brokers.look();

        assertThat(brokers.committed.size() + brokers.fenced.size()).isEqualTo(actions);
    }
}
