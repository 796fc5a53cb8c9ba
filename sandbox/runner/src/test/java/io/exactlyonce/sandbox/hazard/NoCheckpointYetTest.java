package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H19: a revision dies before a checkpoint of it is recorded, and upstream falls back to
 * last-state, which then is no state: the job starts over.
 */
@Tag("slow")
class NoCheckpointYetTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final String FALLBACK =
            "kubernetes.operator.job.upgrade.last-state-fallback.enabled";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void withoutUsAllIsWrittenAgain() {
        Story orders = Story.of(BENCH, "fallback-without", CopyJob.STOCK);
        untilTheSecondDies(orders, 0);

        // As upstream deploys with the fallback on, when the metadata names no checkpoint.
        orders.revise(3);
        TestJob third = orders.upstream().deploy(null).job().awaitRunning();
        await("read again").atMost(PATIENCE).until(() -> orders.written() == 200);
        third.checkpoint();

        orders.awaitVisible(200);
    }

    @Test
    void withUsTheFallbackIsOffAndTheJobGoesOnFromTheNewestSnapshotOfItsLineage() {
        Story orders =
                Story.of(
                        BENCH,
                        "fallback-with",
                        CopyJob.OURS,
                        policy -> policy.with("Automatic", "spec", "recovery"));
        String savepoint = untilTheSecondDies(orders, 40);
        assertThat(deployment(orders).configuration().value(FALLBACK)).contains("false");
        assertThat(
                        orders.apply(
                                object ->
                                        object.with(true, "spec", "flinkConfiguration", FALLBACK)))
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal ->
                                assertThat(refusal.violations())
                                        .anyMatch(it -> it.code() == Code.LAST_STATE_FALLBACK));

        orders.revise(3);
        orders.operator().look();
        assertThat(deployment(orders).spec().text("job", "initialSavepointPath")).isEmpty();
        orders.operator().pass(Duration.ofMinutes(3));
        orders.operator().look();

        assertThat(deployment(orders).spec().text("job", "initialSavepointPath"))
                .contains(savepoint);
        TestJob next = orders.upstream().deploy(savepoint).job().awaitRunning();
        orders.copy(50);
        next.checkpoint();
        // What r2 has written is read again, and holds nobody up.
        orders.operator().start();
        orders.awaitVisible(190);
        assertThat(orders.visible()).isEqualTo(orders.input());
        assertThat(orders.kafka().uncommittedLag(orders.out())).isZero();
    }

    private static FlinkDeployment deployment(Story orders) {
        return orders.cluster().deployment(PlayedCluster.NAMESPACE, "fallback-with").orElseThrow();
    }

    private static String untilTheSecondDies(Story orders, int written) {
        orders.start(1, null);
        orders.operator().look();
        orders.copy(100);
        String savepoint = orders.upstream().stop();
        orders.operator().look();
        orders.start(2, savepoint);
        orders.operator().look();
        orders.copy(written);
        orders.upstream().killed();
        orders.operator().look();
        return savepoint;
    }
}
