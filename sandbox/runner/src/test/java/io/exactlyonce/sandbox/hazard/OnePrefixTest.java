package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.plan.AdmissionPlan;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hazard H11: two live jobs under one prefix take each other's transactional ids. */
@Tag("slow")
class OnePrefixTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    @Test
    void withoutUsTheSecondAbortsWhatTheFirstHasWritten() {
        Story orders = Story.of(BENCH, "one-prefix", CopyJob.STOCK);
        TestJob first = orders.start(1, null);
        orders.copy(50);
        assertThat(orders.open(orders.upstream().running())).isNotEmpty();

        // As when the pods of the one before were not waited for.
        orders.upstream().deploy(null).job().awaitRunning();

        await("the first is fenced")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            orders.send(1);
                            return first.restarts() > 0;
                        });
    }

    @Test
    void withUsNoTwoDeploymentsAndNoTwoLivesOfOneShareAPrefix() {
        Story orders = Story.of(BENCH, "own-prefix", CopyJob.OURS);
        orders.revise(1);
        FlinkDeployment before = stored(orders);
        orders.cluster().delete("own-prefix");

        orders.revise(1);
        assertThat(prefix(stored(orders))).isNotEqualTo(prefix(before)).endsWith(".r000001.");
        orders.revise(2);
        assertThat(prefix(stored(orders))).endsWith(".r000002.");
        orders.cluster().delete("own-prefix");
        assertThat(
                        orders.apply(
                                object ->
                                        object.with(
                                                prefix(before),
                                                "spec",
                                                "flinkConfiguration",
                                                RevisionKeys.PREFIX)))
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal ->
                                assertThat(refusal.violations())
                                        .anyMatch(it -> it.code() == Code.PREFIX_SET_BY_HAND));
        orders.cluster().apply(before.object().without("metadata", "uid"));
        assertThat(prefix(stored(orders)))
                .as("a copy of the live manifest")
                .isNotEqualTo(prefix(before));
    }

    private static FlinkDeployment stored(Story orders) {
        return orders.cluster().deployment(PlayedCluster.NAMESPACE, "own-prefix").orElseThrow();
    }

    private static String prefix(FlinkDeployment deployment) {
        return deployment.configuration().value(RevisionKeys.PREFIX).orElseThrow();
    }
}
