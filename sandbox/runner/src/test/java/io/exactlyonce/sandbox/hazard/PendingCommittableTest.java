package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.ledger.Ended;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H17: what a clean-up takes for left over may be what a snapshot holds pending. The brokers
 * show the same for both: an open transaction of a job that is dead.
 */
class PendingCommittableTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    @Test
    void aCleanUpThatKnowsNoSnapshotLosesWhatIsPendingAndTheJobRunsOn() throws Exception {
        Story orders = Story.of(BENCH, "pending-without", CopyJob.STOCK);
        String savepoint = diesWithPendingCommits(orders, pending -> {});

        orders.kafka().admin().fenceProducers(orders.kafka().openTransactions("eo1.")).all().get();
        TestJob second = orders.start(2, savepoint);
        orders.copy(20);
        second.checkpoint();

        orders.awaitVisible(20);
        assertThat(orders.kafka().uncommittedLag(orders.out())).isZero();
        assertThat(orders.visible()).hasSize(20);
        assertThat(second.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(second.restarts()).isZero();
    }

    @Test
    void ourSweepLeavesItUntilTheJobThatStartsFromTheSnapshotHasCommittedIt() {
        Story orders = Story.of(BENCH, "pending-with", CopyJob.OURS);
        orders.operator().start();
        String savepoint =
                diesWithPendingCommits(
                        orders,
                        pending -> {
                            orders.operator().look();
                            orders.operator().look();
                            assertThat(orders.kafka().openTransactions("eo1.shop.pending-with."))
                                    .containsAll(pending);
                        });

        TestJob second = orders.start(2, savepoint);
        orders.awaitVisible(100);
        orders.copy(20);
        second.checkpoint();

        await("nothing held back")
                .atMost(Duration.ofSeconds(30))
                .until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(orders.visible()).isEqualTo(orders.input());
        assertThat(orders.cluster().ledger("pending-with").transactions().ended())
                .extracting(Ended::transactionalId)
                .noneMatch(id -> id.contains(".r000001."));
    }

    /** Something that is done while the job is dead. */
    private interface Meanwhile {
        void with(List<String> pending) throws InterruptedException, ExecutionException;
    }

    /** A plain savepoint makes transactions ready and commits none; then all processes die. */
    private static String diesWithPendingCommits(Story orders, Meanwhile meanwhile) {
        orders.start(1, null);
        orders.copy(100);
        String savepoint = orders.upstream().savepoint();
        List<String> pending = orders.open(orders.upstream().running());
        assertThat(pending).isNotEmpty();
        orders.upstream().killed();
        assertThat(orders.visible()).isEmpty();
        try {
            meanwhile.with(pending);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return savepoint;
    }
}
