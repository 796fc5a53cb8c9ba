package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.SAVEPOINT_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.Stalled;
import io.exactlyonce.operator.ledger.StalledPartition;
import io.exactlyonce.operator.ledger.StalledPartition.Cause;
import io.exactlyonce.operator.ledger.StalledPartition.Holder;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the ledger says of partitions whose careful readers wait. */
class StallReviewTest {
    private static final PartitionName OUT = new PartitionName("out", 3);
    private static final PartitionEnd END = new PartitionEnd(2130, 1103);

    private final SweepScene run = new SweepScene(policy(LedgerScene.START, "Report"));
    private final LedgerScene scene = run.scene;
    private final Upstream upstream = run.upstream;
    private final PlayedBrokers brokers = run.brokers;

    private static PolicyLookup policy(Instant asked, String orphans) {
        PolicyLookup.Found found = TestPolicy.orphans(orphans);
        return new PolicyLookup.Found(
                found.name(),
                found.reading(),
                new BrokerContract(
                        asked,
                        true,
                        Duration.ofMinutes(10),
                        List.of(broker(1, 10), broker(2, 15)),
                        null,
                        List.of()));
    }

    private static BrokerContract.Broker broker(int id, int minutes) {
        return new BrokerContract.Broker(id, Duration.ofMinutes(minutes), 2, null);
    }

    private SeenStall held(@Nullable TransactionDescription holder, PartitionName partition) {
        OpenProducer producer =
                new OpenProducer(holder == null ? 77 : holder.producerId(), 3, -1, 1103, scene.now);
        return new SeenStall(
                partition,
                END,
                scene.now.minusSeconds(150),
                new SeenStall.Held(new Stall(partition, END, producer, holder)));
    }

    private void sees(@Nullable TransactionDescription holder) {
        brokers.stalls = List.of(held(holder, OUT));
    }

    private String open(int revision) {
        return brokers.open(LedgerScene.prefix(revision) + "out.-2-9", PlayedBrokers.TIMEOUT);
    }

    private void secondRevisionCommits() {
        scene.applied(2, SweepScene.spec(2));
        upstream.deployed(SweepScene.spec(2), "savepoint", JOB_2, SAVEPOINT_1);
        upstream.running(2, JOB_2, SAVEPOINT_1);
        brokers.look();
        upstream.committed(2, JOB_2, SAVEPOINT_1);
    }

    private Stalled stalled() {
        return scene.ledger().transactions().stalled();
    }

    private StalledPartition only() {
        assertThat(stalled().worst()).hasSize(1);
        return stalled().worst().get(0);
    }

    @Test
    void orphanIsNamedWithItsSubtaskItsAgeAndTheRemedy() {
        Instant began = scene.now;
        String id = open(1);
        secondRevisionCommits();
        sees(brokers.told(id));

        brokers.look();

        assertThat(only())
                .isEqualTo(
                        new StalledPartition(
                                "out",
                                3,
                                1027,
                                Cause.ORPHAN,
                                new Holder(id, 1, 2),
                                began,
                                "Nobody will finish it. Set transactions.orphans of the policy to"
                                        + " Fence to have it aborted now, or wait until "
                                        + began.plus(PlayedBrokers.TIMEOUT)
                                        + ", when the brokers abort it."));
        assertThat(stalled().count()).isEqualTo(1);
    }

    @Test
    void orphanThatIsBeingAbortedNeedsNobody() {
        String id = open(1);
        secondRevisionCommits();
        scene.policy = policy(scene.now, "Fence");
        sees(brokers.told(id));

        brokers.look();

        assertThat(only().remedy()).isEqualTo("Nobody will finish it; it is being aborted.");
    }

    @Test
    void pendingTransactionOfASnapshotIsSaidToBeNeeded() {
        String id = open(1);
        secondRevisionCommits();
        brokers.holds(Upstream.checkpoint(JOB_2, 6), id);
        sees(brokers.told(id));

        brokers.look();

        assertThat(only().cause()).isEqualTo(Cause.PROTECTED);
        assertThat(only().remedy())
                .contains(Upstream.checkpoint(JOB_2, 6), "bring the job back", "would lose");
    }

    /** With the policy's defaults: interval 1 min, timeout 2 min, so 4 min. */
    @Test
    void runningRevisionIsGivenTheTimeThatItsCheckpointsMayTake() {
        String id = open(1);
        Instant began = scene.now;
        sees(brokers.told(id));
        scene.now = began.plus(Duration.ofMinutes(4)).minusSeconds(1);
        brokers.look();
        assertThat(stalled()).isEqualTo(Stalled.NONE);

        scene.now = began.plus(Duration.ofMinutes(4));
        brokers.look();

        assertThat(only().cause()).isEqualTo(Cause.LIVE);
        assertThat(only().remedy()).contains("look at the job's checkpoints");
    }

    @Test
    void transactionOfSomebodyElseIsNotToBeAborted() {
        sees(foreign("their-job-0-7"));
        brokers.look();
        assertThat(only().cause()).isEqualTo(Cause.FOREIGN);
        assertThat(only().holder()).isEqualTo(new Holder("their-job-0-7", 0, -1));
        assertThat(only().remedy())
                .contains("ask whoever owns the id", "Never kafka-transactions.sh abort");

        sees(foreign("eo1.shop.totals.aaaaaaaa.r000004.out.-0-7"));
        brokers.look();
        assertThat(only().remedy()).contains("FlinkDeployment shop/totals, r000004");
    }

    private TransactionDescription foreign(String id) {
        Duration timeout = Duration.ofMinutes(15);
        Instant began = scene.now.minusSeconds(150);
        return new TransactionDescription(
                id, TransactionState.ONGOING, 9, 0, timeout, began, Set.of(OUT));
    }

    /** The operator may not describe every id, and to abort one that is known is a loss. */
    @Test
    void whatNoCoordinatorTellsOfIsAHangOnlyOnceEveryBrokerWouldHaveEndedIt() {
        sees(null);
        SeenStall first = brokers.stalls.get(0);
        scene.now = first.since().plus(Duration.ofMinutes(16)).minusSeconds(1);
        brokers.look();
        assertThat(only().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(only().remedy())
                .contains(
                        "producer 77",
                        "Wait until " + first.since().plus(Duration.ofMinutes(16)),
                        "Never kafka-transactions.sh abort before");
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");

        scene.now = first.since().plus(Duration.ofMinutes(16));
        brokers.look();

        assertThat(only().cause()).isEqualTo(Cause.HANGING);
        assertThat(only().remedy())
                .contains(
                        "kafka-transactions.sh --bootstrap-server … abort --topic out --partition 3"
                                + " --start-offset 1103");
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/TransactionHangs");
        assertThat(scene.told()).containsOnlyOnce("TransactionHangs");
        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void withoutTheBrokersLimitsNothingIsEverCalledAHang() {
        scene.policy = TestPolicy.deletion("Settle", "Report");
        sees(null);
        scene.now = scene.now.plus(Duration.ofDays(1));

        brokers.look();

        assertThat(only().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(only().remedy()).contains("as long as the brokers do not tell");
    }

    @Test
    void whatTheBrokersDoNotTellIsSaid() {
        SeenStall.Cause untold = new SeenStall.Untold("they refused READ on Topic out");
        brokers.stalls = List.of(new SeenStall(OUT, END, scene.now, untold));

        brokers.look();

        assertThat(only().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(only().remedy())
                .isEqualTo("What holds it could not be found out: they refused READ on Topic out.");
    }

    @Test
    void twentyAreShownAndAllAreCounted() {
        String id = open(1);
        secondRevisionCommits();
        brokers.stalls =
                IntStream.range(0, 25)
                        .mapToObj(it -> held(brokers.told(id), new PartitionName("out", it)))
                        .toList();

        brokers.look();

        assertThat(stalled().worst()).hasSize(20);
        assertThat(stalled().count()).isEqualTo(25);
    }

    @Test
    void aDeletedDeploymentAnswersForItsOwnTransactionsOnly() {
        String id = open(1);
        scene.deployment = null;
        scene.flink = null;
        brokers.stalls =
                List.of(held(brokers.told(id), OUT), held(null, new PartitionName("out", 4)));

        brokers.look();

        assertThat(only().holder().transactionalId()).isEqualTo(id);
    }

    @Test
    void whatWasSaidStandsUntilSomebodyKnowsMore() {
        String id = open(1);
        secondRevisionCommits();
        sees(brokers.told(id));
        brokers.look();
        Stalled before = stalled();

        brokers.stalls = null;
        brokers.look();
        assertThat(stalled()).isEqualTo(before);

        brokers.stalls = List.of();
        brokers.look();
        assertThat(stalled()).isEqualTo(Stalled.NONE);
    }
}
