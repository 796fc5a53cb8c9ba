package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.kubernetes.MockCluster;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.revision.Annotations;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controllers on an API server in process: quick, without schema and admission. */
class ControllerTest {
    private static final String NAME = "orders";

    private final MockCluster server = new MockCluster();
    private final Cluster cluster = new Cluster(server.client(), "shop");
    private RunningController controller;

    @BeforeEach
    void start() {
        controller = RunningController.start(server.client(), RunningController.Setup.of());
    }

    @AfterEach
    void stop() {
        controller.close();
        server.close();
    }

    @Test
    void suspendedDeploymentIsCompletedAndItsLedgerSaysReadyToRun() {
        cluster.policy("standard");
        cluster.suspended(NAME);

        FlinkDeployment completed =
                cluster.awaitDeployment(
                        NAME, found -> found.annotation(Annotations.REVISION).isPresent());

        assertThat(completed.spec().text("job", "upgradeMode")).contains("savepoint");
        assertThat(completed.spec().text("job", "state")).contains("suspended");
        Ledger ledger =
                cluster.awaitLedger(
                        NAME,
                        found ->
                                found.conditions()
                                        .has(
                                                ConditionType.READY,
                                                ConditionStatus.FALSE,
                                                Reason.READY_TO_RUN));
        assertThat(ledger.history().revision(1)).isPresent();
        await().until(() -> cluster.reasons(NAME).contains("ReadyToRun"));
    }

    @Test
    void whatWasWrittenPastTheWebhookIsUnprotected() {
        cluster.policy("standard");
        cluster.create(Kinds.FLINK_DEPLOYMENT, cluster.manifest(NAME, "running"));

        Ledger ledger =
                cluster.awaitLedger(
                        NAME,
                        found ->
                                found.conditions()
                                        .has(
                                                ConditionType.READY,
                                                ConditionStatus.FALSE,
                                                Reason.UNPROTECTED));

        assertThat(ledger.conditions().of(ConditionType.READY).orElseThrow().message())
                .contains("EO1");
        assertThat(cluster.deployment(NAME).annotation(Annotations.REVISION)).isEmpty();
        await().until(() -> cluster.reasons(NAME).contains("Unprotected"));
    }

    @Test
    void deletedDeploymentLeavesALedgerThatSaysGone() {
        cluster.policy("standard");
        cluster.suspended(NAME);
        cluster.awaitLedger(NAME, ledger -> ledger.history().highest() == 1);

        cluster.delete(Kinds.FLINK_DEPLOYMENT, NAME);

        Ledger ledger = cluster.awaitLedger(NAME, found -> found.phase() instanceof Phase.Gone);
        assertThat(ledger.history().revision(1).orElseThrow().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void deploymentWithoutItsLabelIsReleased() {
        cluster.policy("standard");
        cluster.suspended(NAME);
        cluster.awaitLedger(NAME, ledger -> ledger.history().highest() == 1);

        cluster.edit(
                NAME, object -> object.without("metadata", "labels", FlinkDeployment.POLICY_LABEL));

        cluster.awaitLedger(NAME, found -> found.phase() instanceof Phase.Released);
        await().until(() -> cluster.reasons(NAME).contains("Released"));
        assertThat(cluster.deployment(NAME).annotation(Annotations.REVISION)).isPresent();
    }

    @Test
    void editOfAPolicyIsSeenByItsDeploymentsAtOnce() throws InterruptedException {
        BlockingQueue<Duration> looks = new LinkedBlockingQueue<>();
        controller.close();
        controller =
                RunningController.start(
                        server.client(),
                        RunningController.Setup.of()
                                .pacing(Duration.ofHours(1))
                                .reporting(
                                        (namespace, name, seen, plan) ->
                                                looks.add(plan.requeue())));
        cluster.policy("standard");
        cluster.suspended(NAME);
        cluster.awaitLedger(NAME, ledger -> ledger.history().highest() == 1);
        Duration requeue = Duration.ZERO;
        for (Duration next = requeue; next != null; next = looks.poll(2, TimeUnit.SECONDS)) {
            requeue = next;
        }
        assertThat(requeue).describedAs("nothing else calls").isGreaterThan(Duration.ofSeconds(30));

        cluster.delete(Kinds.POLICY, "standard");

        assertThat(looks.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void oddDeploymentBlindsNobody() {
        cluster.policy("standard");
        Fields odd =
                Fields.EMPTY
                        .with("flink.apache.org/v1beta1", "apiVersion")
                        .with("FlinkDeployment", "kind")
                        .with("odd", "metadata", "name")
                        .with("shop", "metadata", "namespace")
                        .with("standard", "metadata", "labels", FlinkDeployment.POLICY_LABEL)
                        .with("no object at all", "spec");
        cluster.create(Kinds.FLINK_DEPLOYMENT, odd);
        cluster.suspended(NAME);

        cluster.awaitLedger(NAME, ledger -> ledger.history().highest() == 1);
        assertThat(controller.isHealthy()).isTrue();
    }

    @Test
    void policySaysWhetherItCanBeUsed() {
        cluster.policy("standard");

        await().untilAsserted(
                        () -> assertThat(policyCondition("Valid").text("status")).contains("True"));
        assertThat(policyCondition("Ready").text("status")).contains("Unknown");
        assertThat(policyCondition("Ready").text("reason")).contains("BrokerUnreachable");
    }

    private Fields policyCondition(String type) {
        return cluster
                .read(Kinds.POLICY, "standard")
                .orElseThrow()
                .objects("status", "conditions")
                .stream()
                .filter(condition -> condition.text("type").orElse("").equals(type))
                .findFirst()
                .orElse(Fields.EMPTY);
    }
}
