package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H5: a sink changes its uid. With state that may be dropped, what the old one holds pending
 * is committed by nobody: readers wait, and then it is lost.
 */
@Tag("slow")
class ChangedSinkTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void withoutUsWhatThePendingCommitsHoldIsLost() throws Exception {
        Story orders = Story.of(BENCH, "sink-without", CopyJob.STOCK);
        String savepoint = diesWithPendingCommits(orders);
        List<String> pending = orders.kafka().openTransactions("eo1.shop.sink-without.");
        orders.upstream().ships(CopyJob.STOCK.withSinkUid("another-sink"));

        // As upstream deploys with job.allowNonRestoredState.
        orders.revise(2);
        orders.cluster().store(orders.stored().withObject(droppingState(orders.stored().object())));
        TestJob second = orders.upstream().deploy(savepoint).job().awaitRunning();
        orders.copy(20);
        second.checkpoint();

        assertThat(orders.kafka().openTransactions("eo1.shop.sink-without.")).containsAll(pending);
        assertThat(orders.visible()).as("readers wait").hasSize(100);
        // What the brokers do when the timeout is over.
        orders.kafka().admin().fenceProducers(pending).all().get();
        await().atMost(PATIENCE).until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(orders.visible()).as("50 of 170 are lost").hasSize(120);
        assertThat(second.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(second.restarts()).isZero();
    }

    @Test
    void withUsStateIsNotDroppedAndThePendingCommitsWaitForTheOldUid() {
        Story orders = Story.of(BENCH, "sink-with", CopyJob.OURS);
        orders.operator().start();
        String savepoint = diesWithPendingCommits(orders);
        List<String> pending = orders.kafka().openTransactions("eo1.shop.sink-with.");

        assertThat(orders.apply(ChangedSinkTest::droppingState))
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal ->
                                assertThat(refusal.violations())
                                        .anyMatch(it -> it.code() == Code.NON_RESTORED_STATE));
        orders.upstream().ships(CopyJob.OURS.withSinkUid("another-sink"));
        orders.revise(2);
        TestJob second = orders.upstream().deploy(savepoint).job();
        await("it does not start without the state of the old sink")
                .atMost(PATIENCE)
                .until(() -> second.status() == JobStatus.FAILED);
        orders.operator().look();
        assertThat(orders.kafka().openTransactions("eo1.shop.sink-with.")).containsAll(pending);
        assertThat(orders.operator().preflight(savepoint))
                .isInstanceOf(PreflightVerdict.AllSafe.class);

        orders.upstream().ships(CopyJob.OURS);
        TestJob third = orders.start(3, savepoint);
        orders.copy(20);
        third.checkpoint();

        orders.awaitVisible(170);
        assertThat(orders.visible()).isEqualTo(orders.input());
        assertThat(orders.kafka().uncommittedLag(orders.out())).isZero();
    }

    private static String diesWithPendingCommits(Story orders) {
        TestJob first = orders.start(1, null);
        orders.copy(100);
        first.checkpoint();
        orders.awaitVisible(100);
        orders.copy(50);
        String savepoint = orders.upstream().savepoint();
        orders.upstream().killed();
        return savepoint;
    }

    private static Fields droppingState(Fields object) {
        return object.with(true, "spec", "job", "allowNonRestoredState");
    }
}
