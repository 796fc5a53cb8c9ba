package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.controller.Cluster;
import io.exactlyonce.operator.controller.RunningController;
import io.exactlyonce.operator.controller.RunningController.Setup;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.plan.TraceReplay;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.storage.NoStorage;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The controllers on a real API server, with schema, defaulting, conflicts and subresources. */
@RequiresApiServer(UpstreamCrd.V1_15_LIKE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControllerIT {
    private static final String NAME = "orders";

    private final TestApiServer server;
    private TestNamespace namespace;
    private Cluster cluster;

    ControllerIT(TestApiServer server) {
        this.server = server;
        server.installOurs();
    }

    @BeforeEach
    void aNamespaceOfItsOwn() {
        namespace = server.newNamespace("controller");
        cluster = new Cluster(server.client(), namespace.name());
    }

    @Test
    void deploymentIsCompletedAndUsersSeeWhatBecomesOfIt() {
        try (RunningController running = start()) {
            cluster.policy("standard");
            cluster.suspended(NAME);

            cluster.awaitLedger(NAME, ControllerIT::isReadyToRun);
            await().until(() -> cluster.reasons(NAME).contains("ReadyToRun"));

            assertThat(running.isHealthy()).isTrue();
            FlinkDeployment completed = cluster.deployment(NAME);
            assertThat(completed.annotation(Annotations.REVISION)).contains("1");
            assertThat(completed.spec().text("job", "state")).contains("suspended");
            assertThat(managers(completed)).contains(FlinkDeployment.FIELD_MANAGER);
            assertThat(kubectl("get", "transactionledgers")).contains(NAME);
            assertThat(kubectl("describe", "flinkdeployment", NAME)).contains("ReadyToRun");
            assertThat(kubectl("get", "exactlyoncepolicy", "standard", "-o=yaml"))
                    .contains("type: Valid");
        }
    }

    @Test
    void nothingIsWrittenAgainByTheNextReplica() {
        try (RunningController first = start()) {
            assertThat(first.isHealthy()).isTrue();
            cluster.policy("standard");
            cluster.suspended(NAME);
            cluster.awaitLedger(NAME, ControllerIT::isReadyToRun);
            await().until(() -> cluster.reasons(NAME).contains("ReadyToRun"));
        }
        String ledgers = versions("transactionledgers");
        String deployments = versions("flinkdeployments");

        try (RunningController second = start()) {
            // Proof that it has been through: it sees to another one.
            cluster.suspended("others");
            cluster.awaitLedger("others", ControllerIT::isReadyToRun);
            assertThat(second.isHealthy()).isTrue();
        }

        assertThat(versions("transactionledgers")).contains(ledgers);
        assertThat(versions("flinkdeployments")).contains(deployments);
        assertThat(cluster.events(NAME)).extracting(Event::getCount).containsOnly(1);
    }

    @Test
    void recordedTraceEndsWithTheLedgerThatThePlannerAloneComesTo() {
        // The prefix holds the namespace, and the trace was recorded in this one.
        server.kubectl().run("create", "namespace", "lab").success();
        Cluster lab = new Cluster(server.client(), "lab");
        AtomicReference<Optional<FlinkObservation>> flink = new AtomicReference<>(Optional.empty());
        Setup setup =
                Setup.of("lab")
                        .with(
                                (where, name) -> flink.get(),
                                new NoStorage(),
                                InstantSource.system());
        try (RunningController running = RunningController.start(server.client(), setup)) {
            int number = 0;
            for (TraceReplay.Step step : TraceReplay.of(NAME, List.of(1, 2, 2, 3, 4, 5, 5))) {
                flink.set(step.answer());
                play(lab, step, number++);
                lab.awaitLedger(
                        NAME, ledger -> TraceReplay.outcomes(ledger).equals(step.outcomes()));
            }
            assertThat(running.isHealthy()).isTrue();
        }
        assertThat(lab.ledgers(NAME).get(0).phase()).isInstanceOf(Phase.Gone.class);
    }

    private static void play(Cluster lab, TraceReplay.Step step, int number) {
        if (step.present().isEmpty()) {
            lab.delete(Kinds.FLINK_DEPLOYMENT, NAME);
            return;
        }
        // Upstream's finalizer would need upstream; and each step is to be seen, so it differs.
        Fields object =
                step.present()
                        .get()
                        .object()
                        .without("metadata", "finalizers")
                        .without("metadata", "generation")
                        .without("metadata", "uid")
                        // The server of these tests, Kubernetes 1.20 built with a newer Go, takes
                        // empty text for null, whoever sends it; the schema refuses null.
                        .without("status", "taskManager", "labelSelector")
                        .with(Integer.toString(number), "metadata", "annotations", "test/step")
                        .with("flink.apache.org/v1beta1", "apiVersion")
                        .with("FlinkDeployment", "kind");
        if (number == 0) {
            lab.create(Kinds.FLINK_DEPLOYMENT, object);
        } else {
            if (!object.object("status").isEmpty()) {
                lab.status(NAME, status -> object.object("status"));
            }
            lab.edit(
                    NAME,
                    stored ->
                            stored.with(object.object("spec"), "spec")
                                    .with(
                                            object.object("metadata", "annotations"),
                                            "metadata",
                                            "annotations"));
        }
    }

    @Test
    void deploymentDeletedWhileNobodyLookedIsGone() {
        try (RunningController running = start()) {
            cluster.policy("standard");
            cluster.suspended(NAME);
            cluster.awaitLedger(NAME, ControllerIT::isReadyToRun);
            assertThat(running.isHealthy()).isTrue();
        }
        cluster.delete(Kinds.FLINK_DEPLOYMENT, NAME);

        try (RunningController running = start()) {
            cluster.awaitLedger(NAME, ledger -> ledger.phase() instanceof Phase.Gone);
            assertThat(running.isHealthy()).isTrue();
        }
    }

    @Test
    void nothingThatIsDeletedWaitsForTheOperator() {
        try (RunningController running = start()) {
            cluster.policy("standard");
            cluster.suspended(NAME);
            cluster.awaitLedger(NAME, ControllerIT::isReadyToRun);
            assertThat(running.isHealthy()).isTrue();
        }

        // It is gone for good; now everything goes, as with the namespace.
        kubectl("delete", "namespace", namespace.name(), "--wait=false");
        for (String kind : List.of("flinkdeployment", "exactlyoncepolicy", "transactionledger")) {
            kubectl("delete", kind, "--all", "--timeout=10s");
            assertThat(kubectl("get", kind)).isEmpty();
        }
    }

    @Test
    void inANamespaceThatEndsNothingIsMadeAnew() {
        try (RunningController running = start()) {
            cluster.policy("standard");
            cluster.suspended(NAME);
            cluster.awaitLedger(NAME, ControllerIT::isReadyToRun);

            kubectl("delete", "namespace", namespace.name(), "--wait=false");
            for (String kind :
                    List.of("transactionledger", "flinkdeployment", "exactlyoncepolicy")) {
                kubectl("delete", kind, "--all", "--timeout=10s");
            }

            await().during(Duration.ofSeconds(2))
                    .until(
                            () ->
                                    kubectl(
                                                    "get",
                                                    "transactionledgers,flinkdeployments,exactlyoncepolicies")
                                            .isEmpty());
            assertThat(running.isHealthy()).isTrue();
        }
    }

    @Test
    void oneReplicaActsAndTheOtherTakesOver() {
        CountedWrites first = new CountedWrites();
        CountedWrites second = new CountedWrites();
        RunningController leader =
                RunningController.start(server.client(), setup().electing("lease").with(first));
        try {
            cluster.policy("standard");
            cluster.suspended(NAME);
            cluster.awaitLedger(NAME, ControllerIT::isReadyToRun);
            try (RunningController follower =
                    RunningController.start(
                            server.client(), setup().electing("lease").with(second))) {
                cluster.suspended("second");
                cluster.awaitLedger("second", ControllerIT::isReadyToRun);
                assertThat(second.count()).isZero();

                leader.close();
                int before = first.count();
                cluster.suspended("third");
                cluster.awaitLedger("third", ControllerIT::isReadyToRun);

                assertThat(second.count()).isPositive();
                assertThat(first.count()).isEqualTo(before);
                assertThat(follower.isHealthy()).isTrue();
            }
        } finally {
            leader.close();
        }
    }

    @Test
    void uninstallLeavesDeploymentsAsTheyAre() {
        String before;
        try (RunningController running = start()) {
            cluster.policy("standard");
            cluster.suspended(NAME);
            cluster.awaitLedger(NAME, ControllerIT::isReadyToRun);
            assertThat(running.isHealthy()).isTrue();
            before = versions("flinkdeployments");
        }

        assertThat(versions("flinkdeployments")).isEqualTo(before);
        assertThat(
                        kubectl(
                                "get",
                                "flinkdeployments,transactionledgers,exactlyoncepolicies",
                                "-o=yaml"))
                .doesNotContain("finalizers:", "ownerReferences:");
    }

    private static boolean isReadyToRun(Ledger ledger) {
        return ledger.conditions()
                .has(ConditionType.READY, ConditionStatus.FALSE, Reason.READY_TO_RUN);
    }

    private Setup setup() {
        return Setup.of(namespace.name());
    }

    private RunningController start() {
        return RunningController.start(server.client(), setup());
    }

    private String kubectl(String... arguments) {
        return namespace.kubectl().run(arguments).success();
    }

    private String versions(String plural) {
        return kubectl(
                "get",
                plural,
                "-o=jsonpath={range .items[*]}{.metadata.name}={.metadata.resourceVersion} {end}");
    }

    private static String managers(FlinkDeployment deployment) {
        return deployment.object().objects("metadata", "managedFields").toString();
    }
}
