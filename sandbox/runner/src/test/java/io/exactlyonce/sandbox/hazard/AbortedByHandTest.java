package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H12: {@code kafka-transactions abort} writes a marker past the coordinator, which goes on
 * to call the transaction open. A job commits it with success, and nothing is there.
 */
@Tag("slow")
class AbortedByHandTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    @Test
    void afterAnAbortByHandTheLossCanBeSeenByNobody() throws Exception {
        Story orders = Story.of(BENCH, "aborted", CopyJob.STOCK);
        String savepoint = diesWithPendingCommits(orders);

        abortByHand(orders.kafka().admin(), new TopicPartition(orders.out(), 0));

        assertThat(orders.operator().preflight(savepoint))
                .as("not even by us: the coordinator says that it will commit")
                .isInstanceOf(PreflightVerdict.AllSafe.class);
        TestJob second = orders.start(2, savepoint);
        orders.copy(20);
        second.checkpoint();
        orders.awaitVisible(20);
        assertThat(orders.visible()).hasSize(20);
        assertThat(orders.kafka().uncommittedLag(orders.out())).isZero();
        assertThat(second.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(second.restarts()).isZero();
    }

    @Test
    void whatWeEndIsFencedAndThenALossIsLoudBeforeAndAfterTheStart() {
        Story orders = Story.of(BENCH, "fenced", CopyJob.OURS);
        String savepoint = diesWithPendingCommits(orders);
        assertThat(orders.operator().preflight(savepoint))
                .isInstanceOf(PreflightVerdict.AllSafe.class);

        orders.kafka()
                .openTransactions("eo1.shop.fenced.")
                .forEach(id -> orders.operator().brokers().fence(orders.cluster().policy(), id));

        assertThat(orders.operator().preflight(savepoint))
                .as("the id was taken over, so nobody calls the start safe")
                .isInstanceOf(PreflightVerdict.Unknown.class);
        orders.revise(2);
        TestJob second = orders.upstream().deploy(savepoint).job();
        await("it does not run on")
                .atMost(Duration.ofSeconds(60))
                .until(() -> second.restarts() >= 2);
        assertThat(orders.visible()).isEmpty();
    }

    private static String diesWithPendingCommits(Story orders) {
        orders.start(1, null);
        orders.copy(100);
        String savepoint = orders.upstream().savepoint();
        orders.upstream().killed();
        return savepoint;
    }

    private static void abortByHand(Admin admin, TopicPartition partition) throws Exception {
        List<ProducerState> producers =
                admin.describeProducers(List.of(partition))
                        .partitionResult(partition)
                        .get()
                        .activeProducers();
        for (ProducerState producer : producers) {
            if (producer.currentTransactionStartOffset().isPresent()) {
                admin.abortTransaction(
                                new AbortTransactionSpec(
                                        partition,
                                        producer.producerId(),
                                        (short) producer.producerEpoch(),
                                        producer.coordinatorEpoch().orElse(0)))
                        .all()
                        .get();
            }
        }
    }
}
