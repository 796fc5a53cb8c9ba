package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H2: a plain savepoint makes transactions ready and commits none. If the job is cancelled
 * then, they stay open: a job that starts from the savepoint in time commits them, nobody else.
 */
@Tag("slow")
class PlainSavepointTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    @Test
    void withoutUsReadersWaitAfterACancel() {
        Story orders = Story.of(BENCH, "plain-without", CopyJob.STOCK);
        TestJob job = orders.start(1, null);
        orders.copy(100);

        orders.upstream().savepoint();
        job.cancel();

        assertThat(orders.open(orders.upstream().running())).isNotEmpty();
        assertThat(orders.visible()).isEmpty();
        assertThat(orders.kafka().uncommittedLag(orders.out())).isGreaterThanOrEqualTo(100);
    }

    @Test
    void withUsASuspendStopsWithASavepointWhichCommits() {
        Story orders = Story.of(BENCH, "plain-suspend", CopyJob.OURS);
        orders.start(1, null);
        assertThat(
                        orders.cluster()
                                .deployment(PlayedCluster.NAMESPACE, "plain-suspend")
                                .orElseThrow()
                                .spec()
                                .text("job", "upgradeMode"))
                .contains("savepoint");
        orders.copy(100);

        String savepoint = orders.upstream().stop();

        assertThat(orders.visible()).isEqualTo(orders.input());
        assertThat(orders.kafka().openTransactions("eo1.shop.plain-suspend.")).isEmpty();
        assertThat(orders.operator().preflight(savepoint))
                .isInstanceOf(PreflightVerdict.AllSafe.class);
    }

    @Test
    void withUsADeletionAfterwardsHoldsNobodyUpAndAStartFromTheSavepointIsNotCalledSafe() {
        Story orders = Story.of(BENCH, "plain-deleted", CopyJob.OURS);
        orders.operator().start();
        orders.start(1, null);
        orders.copy(100);
        String savepoint = orders.upstream().savepoint();
        orders.upstream().killed();

        orders.cluster().delete("plain-deleted");

        await("nothing held back")
                .atMost(Duration.ofSeconds(60))
                .until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(orders.operator().preflight(savepoint))
                .isInstanceOf(PreflightVerdict.Unknown.class);
    }
}
