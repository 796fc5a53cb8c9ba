package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H3: a resume after the brokers have forgotten the ids, 7 days by default. All was
 * committed in time, and the job still never comes up.
 */
@Tag("slow")
class ForgottenIdTest {
    @RegisterExtension
    static final HazardBench BENCH =
            new HazardBench(
                    Map.of(
                            "transactional.id.expiration.ms", "3000",
                            "transaction.remove.expired.transaction.cleanup.interval.ms", "500"));

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theJobRestartsForEverAndThePreflightVerdictSaysSoBefore() {
        Story orders = Story.of(BENCH, "forgotten", CopyJob.STOCK);
        TestJob first = orders.start(1, null);
        orders.copy(100);
        String savepoint = orders.upstream().savepoint();
        first.checkpoint();
        orders.awaitVisible(100);
        orders.upstream().killed();
        assertThat(orders.operator().preflight(savepoint))
                .isInstanceOf(PreflightVerdict.AllSafe.class);

        await("forgotten")
                .atMost(PATIENCE)
                .until(
                        () ->
                                orders.operator().preflight(savepoint)
                                        instanceof PreflightVerdict.Forgotten);

        orders.revise(2);
        TestJob second = orders.upstream().deploy(savepoint).job();
        await("third restart").atMost(PATIENCE).until(() -> second.restarts() >= 3);
        assertThat(orders.visible()).isEqualTo(orders.input());
    }
}
