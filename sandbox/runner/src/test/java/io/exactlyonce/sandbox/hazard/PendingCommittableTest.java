package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.OpenGroup;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Tag;
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

    /** Nothing but the ledger of that deployment tells, which has not come up yet. */
    @Test
    @Tag("slow")
    void ourSweepLeavesWhatAnotherDeploymentIsAboutToCommit() {
        Story orders = Story.of(BENCH, "pending-fork", CopyJob.OURS);
        TestJob first = orders.start(1, null);
        orders.operator().look();
        orders.copy(50);
        first.checkpoint();
        orders.awaitVisible(50);
        orders.copy(30);
        String newer = orders.upstream().savepoint();
        RunningRevision dead = orders.upstream().running();
        List<String> pending = orders.open(dead);
        orders.upstream().killed();
        orders.operator().look();
        Story heir = orders.beside("pending-heir", CopyJob.OURS);
        fork(heir, newer);
        heir.upstream().deployInVain(newer);
        heir.operator().look();

        orders.reviseWithoutState(2);
        int written = orders.written();
        TestJob second = orders.upstream().deploy(null).job().awaitRunning();
        await("read again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> orders.written() == written + 80);
        second.checkpoint();
        for (int look = 0; look < 3; look++) {
            orders.operator().pass(Duration.ofSeconds(31));
            orders.operator().look();
        }

        assertThat(orders.open(dead)).isEqualTo(pending).isNotEmpty();
        assertThat(orders.cluster().ledger("pending-fork").transactions().open())
                .extracting(OpenGroup::standing)
                .containsOnly(StandingKind.PROTECTED);

        heir.upstream().deploy(newer).job().awaitRunning();
        orders.awaitVisible(50 + 80 + 30);
        assertThat(orders.open(dead)).isEmpty();
        assertThat(orders.kafka().uncommittedLag(orders.out())).isZero();
    }

    private static void fork(Story heir, String snapshot) {
        UnaryOperator<Fields> fork =
                object ->
                        object.with(snapshot, "spec", "job", "initialSavepointPath")
                                .with(
                                        "pending-fork-in",
                                        "spec",
                                        "flinkConfiguration",
                                        "exactly-once.source.topics")
                                .with(
                                        "pending-fork-out",
                                        "spec",
                                        "flinkConfiguration",
                                        "exactly-once.sink.topic");
        assertThat(heir.apply(object -> Story.accepting(fork.apply(object), Code.FORK)))
                .isInstanceOf(AdmissionPlan.Admit.class);
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
