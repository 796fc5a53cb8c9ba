package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.transaction.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hazard H11: two live jobs under one prefix take each other's transactional ids. */
@Tag("slow")
class OnePrefixTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void withUsBothCommitAndNothingIsFencedUntilTheLastPodOfTheFirstIsGone() {
        Story orders = Story.of(BENCH, "two-prefixes", CopyJob.OURS);
        TestJob first = orders.start(1, null);
        RunningRevision pods = orders.upstream().running();
        orders.copy(50);
        first.checkpoint();
        orders.operator().look();
        orders.copy(30);

        // The same, with a pod of r1 that runs on.
        int written = orders.written();
        orders.reviseWithoutState(2);
        TestJob second = orders.upstream().deploy(null).job().awaitRunning();
        Pods clean = withOldPod(orders);
        await("read again").atMost(PATIENCE).until(() -> orders.written() == written + 80);
        second.checkpoint();
        awaitHeldBackByOldPod(orders);
        assertThat(orders.open(pods)).as("what runs can write").isNotEmpty();

        first.checkpoint();
        orders.awaitVisible(80 + 80);
        assertThat(first.restarts()).isZero();
        assertThat(second.restarts()).isZero();
        orders.send(5);
        await("both write").atMost(PATIENCE).until(() -> orders.written() == written + 80 + 10);
        pods.die();
        orders.cluster().runs(orders.name(), clean);
        second.checkpoint();
        await("nothing held back")
                .atMost(PATIENCE)
                .until(
                        () -> {
                            looksAfresh(orders);
                            return orders.kafka().uncommittedLag(orders.out()) == 0;
                        });
        assertThat(orders.visible()).hasSize(80 + 80 + 5);
    }

    private static void awaitHeldBackByOldPod(Story orders) {
        await("the old pod is what is in the way")
                .atMost(PATIENCE)
                .until(
                        () -> {
                            looksAfresh(orders);
                            return transactions(orders).message().contains("old-pod");
                        });
        assertThat(transactions(orders).is(ConditionStatus.UNKNOWN, Reason.TRANSACTIONS_UNDECIDED))
                .isTrue();
    }

    /** Past what the brokers told before, which is good for half a minute. */
    private static void looksAfresh(Story orders) {
        orders.operator().pass(Duration.ofSeconds(31));
        orders.operator().look();
    }

    /** Returns what it would be without. */
    private static Pods withOldPod(Story orders) {
        Pods now = orders.cluster().pods(PlayedCluster.NAMESPACE, orders.name());
        Instant since = Objects.requireNonNull(now.clusterSince());
        Pods.Pod old = new Pods.Pod("old-pod", since.minusSeconds(60));
        orders.cluster().runs(orders.name(), new Pods(since, List.of(now.pods().get(0), old)));
        return now;
    }

    private static Condition transactions(Story orders) {
        return orders.cluster()
                .ledger(orders.name())
                .conditions()
                .of(ConditionType.TRANSACTIONS_CLEAN)
                .orElseThrow();
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
