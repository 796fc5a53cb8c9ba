package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hazard H4: a fork or a rollback to an older savepoint writes again what was committed since. */
@Tag("slow")
class OlderSnapshotTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void withoutUsWhatWasCommittedSinceComesTwice() {
        Story orders = Story.of(BENCH, "older-without", CopyJob.STOCK);
        String older = untilTheSecondHasCommitted(orders);

        TestJob third = orders.start(3, older);
        await("read again").atMost(PATIENCE).until(() -> orders.written() >= 150);
        third.checkpoint();

        orders.awaitVisible(150);
        assertThat(Set.copyOf(orders.visible())).hasSize(100);
    }

    @Test
    void withUsItIsRefusedUnlessAccepted() {
        Story orders = Story.of(BENCH, "older-with", CopyJob.OURS);
        String older = untilTheSecondHasCommitted(orders);

        assertThat(orders.apply(object -> fork(object, older)))
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal ->
                                assertThat(refusal.violations())
                                        .anyMatch(it -> it.code() == Code.FORK));
        assertThat(orders.apply(object -> Story.accepting(fork(object, older), Code.FORK)))
                .isInstanceOf(AdmissionPlan.Admit.class);
    }

    private static String untilTheSecondHasCommitted(Story orders) {
        orders.start(1, null);
        orders.copy(50);
        String older = orders.upstream().stop();
        orders.start(2, older);
        orders.copy(50);
        orders.upstream().stop();
        orders.awaitVisible(100);
        assertThat(orders.visible()).isEqualTo(orders.input());
        return older;
    }

    private static Fields fork(Fields object, String snapshot) {
        return object.with(snapshot, "spec", "job", "initialSavepointPath")
                .with(1L, "spec", "job", "savepointRedeployNonce");
    }
}
