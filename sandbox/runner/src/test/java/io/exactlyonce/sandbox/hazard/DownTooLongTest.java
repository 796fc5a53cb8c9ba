package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Conditions;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.time.Duration;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H1: a job is down for longer than its transaction timeout while a snapshot holds commits
 * pending. The brokers abort them; from then on they are lost. The timeout is the job's own here,
 * so that nobody has to wait for 15 minutes.
 */
class DownTooLongTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(6);

    @Test
    void withoutUsTheLossIsSilentAndWithUsTheStartIsHeldBackAndTheJobIsLoud() {
        Story stock = Story.of(BENCH, "down-without", CopyJob.STOCK.withTimeout(TIMEOUT));
        String lost = diesWithPendingCommits(stock);
        Story orders =
                Story.of(
                        BENCH,
                        "down-with",
                        CopyJob.STOCK.withTimeout(TIMEOUT),
                        policy -> policy.with("Automatic", "spec", "recovery"));
        String savepoint = diesWithPendingCommits(orders);
        orders.revise(2);
        orders.upstream().deployInVain(savepoint);
        orders.operator().look();
        assertThat(orders.cluster().ledger("down-with").transactions().deadlineIfAny())
                .as("until when it must be back")
                .hasValueSatisfying(it -> assertThat(it.pending()).isPositive());
        await("time-out of what is pending")
                .atMost(PATIENCE)
                .until(() -> orders.kafka().openTransactions("eo1.shop.").isEmpty());

        withoutUs(stock, lost);
        withUs(orders, savepoint);
    }

    private static void withoutUs(Story orders, String savepoint) {
        TestJob second = orders.start(2, savepoint);
        orders.copy(20);
        second.checkpoint();

        orders.awaitVisible(20);
        assertThat(orders.visible()).hasSize(20);
        assertThat(second.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(second.restarts()).isZero();
    }

    private static void withUs(Story orders, String savepoint) {
        assertThat(orders.operator().preflight(savepoint))
                .isInstanceOf(PreflightVerdict.Lost.class);

        // Somebody has mended what kept r2 from coming up.
        orders.revise(3);
        orders.operator().look();
        orders.operator().pass(Duration.ofMinutes(3));
        orders.operator().look();

        assertThat(orders.stored().spec().text("job", "initialSavepointPath")).isEmpty();
        Conditions conditions = orders.cluster().ledger("down-with").conditions();
        assertThat(
                        conditions.has(
                                ConditionType.TRANSACTIONS_CLEAN,
                                ConditionStatus.FALSE,
                                Reason.TRANSACTIONS_LOST))
                .isTrue();
        assertThat(conditions.of(ConditionType.STALLED).map(Condition::message).orElseThrow())
                .contains("aborted by the brokers", "exactlyonce.io/recover");

        orders.upstream().ships(CopyJob.OURS);
        TestJob third = orders.upstream().deploy(savepoint).job();
        await("started all the same, it does not run on")
                .atMost(PATIENCE)
                .until(() -> third.restarts() >= 1);
        assertThat(orders.visible()).isEmpty();
    }

    private static String diesWithPendingCommits(Story orders) {
        orders.start(1, null);
        orders.operator().look();
        orders.copy(100);
        String savepoint = orders.upstream().savepoint();
        assertThat(orders.open(orders.upstream().running())).isNotEmpty();
        orders.upstream().killed();
        orders.operator().look();
        return savepoint;
    }
}
