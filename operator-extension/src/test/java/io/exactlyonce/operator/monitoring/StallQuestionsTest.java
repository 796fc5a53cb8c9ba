package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.exactlyonce.operator.plan.PlayedRun;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When brokers are asked what holds a partition, and what it costs. */
class StallQuestionsTest {
    private static final PartitionName OUT = new PartitionName("out", 0);

    private final PlayedBrokers brokers = new PlayedBrokers();
    private final ObjectMetrics metrics = new ObjectMetrics(this::now);
    private final BrokerSampler sampler = new BrokerSampler(brokers, metrics, this::now);
    private final Policy policy = PlayedRun.policy();
    private Instant now = Instant.parse("2026-07-01T10:00:00Z");

    private Instant now() {
        return now;
    }

    /** The transaction with which a job writes to some partitions is listed as open. */
    private TransactionDescription writes(String name, Instant since, PartitionName... partitions) {
        TransactionalIdPrefix prefix =
                new TransactionalIdPrefix("eo1", "lab", name, Incarnation.of(name), 1);
        TransactionDescription told =
                new TransactionDescription(
                        prefix.forSink("out") + "-0-" + since.getEpochSecond(),
                        TransactionState.ONGOING,
                        name.hashCode() & 0xff,
                        0,
                        Duration.ofMinutes(15),
                        since,
                        Set.of(partitions));
        sampler.listed(
                new ObjectKey("lab", name), policy, List.of(new OpenTransaction(told, prefix)));
        metrics.of(new ObjectKey("lab", name));
        return told;
    }

    private void holds(TransactionDescription holder, PartitionName partition, long offset) {
        brokers.ids.put(holder.transactionalId(), holder);
        brokers.producers.put(
                partition,
                List.of(new OpenProducer(holder.producerId(), 0, -1, offset, Instant.EPOCH)));
    }

    /** Besides what is asked anyway: where partitions end, and how transactions ended. */
    private List<String> asked() {
        return brokers.requests.stream()
                .filter(it -> !it.startsWith("ends") && !it.startsWith("describe"))
                .toList();
    }

    private Optional<List<SeenStall>> seen(String name) {
        return sampler.stalls(policy, name);
    }

    @Test
    void healthyJobCostsNoFurtherQuestion() {
        for (int round = 0; round < 20; round++) {
            writes("orders", now.minusSeconds(75), OUT);
            brokers.ends.put(OUT, new PartitionEnd(round * 100 + 60, round * 100));
            sampler.sample();
            now = now.plusSeconds(30);
        }

        assertThat(asked()).isEmpty();
        assertThat(seen("orders")).contains(List.of());
    }

    /** The policy's interval is 1 min and its timeout 2 min, so the next begins after 2 min. */
    @Test
    void whatHoldsAPartitionIsAskedOnceItIsOlderThanFromOneCheckpointToTheNext() {
        brokers.ends.put(OUT, new PartitionEnd(100, 40));
        TransactionDescription holder = writes("orders", now.minusSeconds(119), OUT);
        holds(holder, OUT, 40);
        sampler.sample();
        assertThat(asked()).isEmpty();

        now = now.plusSeconds(1);
        sampler.sample();

        assertThat(asked()).containsExactly("producers of 1", "ids of 1");
        assertThat(seen("orders").orElseThrow())
                .singleElement()
                .satisfies(
                        stall -> {
                            assertThat(stall.partition()).isEqualTo(OUT);
                            assertThat(stall.end().lag()).isEqualTo(60);
                            assertThat(((SeenStall.Held) stall.cause()).stall().known())
                                    .contains(holder);
                        });
    }

    /** Only the place tells of a marker that was lost: every listed transaction is young. */
    @Test
    void placeThatDoesNotMoveIsLookedIntoThoughEveryKnownTransactionIsYoung() {
        brokers.producers.put(OUT, List.of(new OpenProducer(77, 3, 0, 40, Instant.EPOCH)));
        for (int round = 0; round <= 4; round++) {
            writes("orders", now.minusSeconds(20), OUT);
            brokers.ends.put(OUT, new PartitionEnd(100 + round, 40));
            assertThat(asked()).isEmpty();
            sampler.sample();
            now = now.plusSeconds(30);
        }

        assertThat(asked()).containsExactly("producers of 1", "ids of 1");
        assertThat(((SeenStall.Held) seen("orders").orElseThrow().get(0).cause()).stall().known())
                .isEmpty();
    }

    @Test
    void whatMovedOnBeforeTheAnswerIsNoStall() {
        brokers.ends.put(OUT, new PartitionEnd(100, 40));
        writes("orders", now.minusSeconds(300), OUT);
        TransactionDescription next =
                new TransactionDescription(
                        "young-0-2",
                        TransactionState.ONGOING,
                        5,
                        0,
                        Duration.ofMinutes(15),
                        now.minusSeconds(1),
                        Set.of(OUT));
        holds(next, OUT, 90);

        sampler.sample();

        assertThat(seen("orders")).contains(List.of());
    }

    @Test
    void partitionOfTwoDeploymentsIsAskedAboutOnceAndShownByBoth() {
        brokers.ends.put(OUT, new PartitionEnd(100, 40));
        holds(writes("orders", now.minusSeconds(300), OUT), OUT, 40);
        writes("totals", now.minusSeconds(10), OUT);

        sampler.sample();

        assertThat(asked()).containsExactly("producers of 1", "ids of 1");
        assertThat(seen("orders").orElseThrow()).hasSize(1);
        assertThat(seen("totals")).isEqualTo(seen("orders"));
    }

    @Test
    void refusalIsSaidAndTheLagIsStillShown() {
        brokers.ends.put(OUT, new PartitionEnd(100, 40));
        writes("orders", now.minusSeconds(300), OUT);
        brokers.refused = "READ Topic out is missing";

        sampler.sample();

        assertThat(seen("orders").orElseThrow())
                .extracting(SeenStall::cause)
                .containsExactly(new SeenStall.Untold("READ Topic out is missing"));
        assertThat(metrics.of(new ObjectKey("lab", "orders")).samples())
                .extracting(Sample::metric)
                .contains(Metric.LAG);
    }

    /** Whoever may not look into everything is not told that nobody knows a producer. */
    @Test
    void refusalForAProducerThatIsNotFoundLeavesTheOthersKnown() {
        brokers.tellsOnlyWhatItFinds = true;
        PartitionName lost = new PartitionName("out", 1);
        PartitionName other = new PartitionName("out", 2);
        for (PartitionName partition : List.of(OUT, lost, other)) {
            brokers.ends.put(partition, new PartitionEnd(100, 40));
        }
        for (int round = 0; round <= 4; round++) {
            holds(writes("orders", now.minusSeconds(300), OUT, lost), OUT, 40);
            holds(writes("totals", now.minusSeconds(300), other), other, 40);
            brokers.producers.put(lost, List.of(new OpenProducer(777, 3, 0, 40, Instant.EPOCH)));
            sampler.sample();
            now = now.plusSeconds(30);
        }

        assertThat(seen("orders").orElseThrow())
                .extracting(SeenStall::partition, stall -> stall.cause() instanceof SeenStall.Held)
                .containsExactlyInAnyOrder(tuple(OUT, true), tuple(lost, false));
        assertThat(seen("totals").orElseThrow())
                .extracting(SeenStall::partition, stall -> stall.cause() instanceof SeenStall.Held)
                .containsExactly(tuple(other, true));
        assertThat(seen("orders").orElseThrow())
                .extracting(SeenStall::cause)
                .contains(new SeenStall.Untold("they refuse to tell"));
    }

    @Test
    void silentBrokersLeaveItUnknown() {
        brokers.ends.put(OUT, new PartitionEnd(100, 40));
        writes("orders", now.minusSeconds(10), OUT);
        assertThat(seen("orders")).isEmpty();
        sampler.sample();
        assertThat(seen("orders")).isPresent();

        brokers.silent = true;
        sampler.sample();

        assertThat(seen("orders")).isEmpty();
    }

    @Test
    void oneLookIsBoundedAndWhatItLeavesOutIsSaid() {
        PartitionName[] all =
                IntStream.range(0, StallQuestions.MOST_PARTITIONS + 7)
                        .mapToObj(it -> new PartitionName("out", it))
                        .toArray(PartitionName[]::new);
        for (PartitionName partition : all) {
            brokers.ends.put(partition, new PartitionEnd(100, 40));
        }
        TransactionDescription holder = writes("orders", now.minusSeconds(300), all);
        for (PartitionName partition : all) {
            holds(holder, partition, 40);
        }

        sampler.sample();

        assertThat(asked())
                .containsExactly("producers of " + StallQuestions.MOST_PARTITIONS, "ids of 1");
        assertThat(seen("orders").orElseThrow()).hasSize(all.length);
        assertThat(seen("orders").orElseThrow())
                .filteredOn(it -> it.cause() instanceof SeenStall.Untold)
                .hasSize(7);
    }
}
