package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H13: a transaction timeout above the brokers' maximum. The stock sink's default is one, 1
 * h above 15 min.
 */
class TimeoutAboveBrokerTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    @Test
    void withoutUsTheJobRestartsForEver() {
        Story orders = Story.of(BENCH, "timeout-without", CopyJob.STOCK);
        assertThat(orders.apply(TimeoutAboveBrokerTest::anHour))
                .isInstanceOf(AdmissionPlan.Admit.class);
        orders.send(10);

        TestJob job = orders.upstream().deploy(null).job();

        await("third restart").atMost(Duration.ofSeconds(60)).until(() -> job.restarts() >= 3);
        assertThat(orders.written()).isZero();
    }

    @Test
    void withUsItIsRefusedByWhatTheBrokerSaysOfItself() {
        Story orders = Story.of(BENCH, "timeout-with", CopyJob.OURS);
        orders.operator().askBrokers();

        assertThat(orders.apply(TimeoutAboveBrokerTest::anHour))
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal ->
                                assertThat(refusal.violations())
                                        .singleElement()
                                        .satisfies(
                                                it -> {
                                                    assertThat(it.code())
                                                            .isEqualTo(
                                                                    Code
                                                                            .TRANSACTION_TIMEOUT_ABOVE_BROKER);
                                                    assertThat(it.message()).contains("15 min");
                                                }));
        TestJob job = orders.start(1, null);
        orders.copy(10);
        job.checkpoint();
        orders.awaitVisible(10);
        assertThat(job.restarts()).isZero();
    }

    private static Fields anHour(Fields object) {
        return object.with(
                "1 h", "spec", "flinkConfiguration", "exactly-once.sink.transaction-timeout");
    }
}
