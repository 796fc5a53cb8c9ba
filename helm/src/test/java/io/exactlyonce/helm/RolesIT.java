package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.RunningOperator;
import io.exactlyonce.operator.apiserver.AuditedCall;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestApiServer;
import io.exactlyonce.operator.controller.Cluster;
import io.exactlyonce.operator.controller.Lifecycle;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator as the chart installs it, on a real API server that judges by the roles of the
 * chart: what the server itself recorded is held against the roles. Nothing that is asked for is
 * forbidden, and nothing that is allowed is never asked for.
 */
@RequiresApiServer
class RolesIT {
    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path folder) throws ExecutionException, InterruptedException {
        broker = KafkaBroker.start(folder);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic("payments", 1, (short) 1))).all().get();
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest(name = "only its namespaces: {0}")
    @ValueSource(booleans = {false, true})
    void everyCallIsAllowedAndEveryPermissionIsUsed(boolean namespaced, TestApiServer server)
            throws IOException {
        String name = namespaced ? "one-team" : "everybody";
        String values = values(name, namespaced) + webhook(server, name);
        Installation installation = Installation.of(server, name, name, values);
        for (String namespace : List.of("", "-shop")) {
            createNamespace(server, name + namespace);
        }
        OperatorLife life = new OperatorLife(server, name + "-shop", broker.bootstrapServers());
        installation.apply();

        try (RunningOperator operator = installation.start()) {
            assertThat(operator).isNotNull();
            life.policies();
            life.create();
            life.nameAPolicyThatIsNotThere();
            life.loseThePolicyTwice();
            life.deleteWithATransactionOpen(() -> hasLookedAtPods(installation));
            life.loseTheCertificate(name, name + "-webhook-tls");
        }
        installation.breakGlass();
        try (KubernetesClient client = installation.client()) {
            Lifecycle.undisturbed(new Cluster(server.client(), name + "-shop"), client);
        }
        life.aWeekPasses();
        Installation without =
                Installation.of(
                        server, name, name, values(name, namespaced) + "webhook: {enabled: false}");
        without.apply();
        try (RunningOperator operator = without.start()) {
            assertThat(operator).isNotNull();
            life.awaitForgotten();
            life.awaitCompletion();
        }

        assertUsedAndAllowed(installation);
    }

    private static boolean hasLookedAtPods(Installation installation) {
        return installation.calls().stream().anyMatch(call -> call.resource().equals("pods"));
    }

    private static void assertUsedAndAllowed(Installation installation) {
        List<AuditedCall> calls = installation.calls();

        assertThat(calls.stream().filter(call -> !call.allowed()).collect(Collectors.toSet()))
                .as("what the operator asked for and was refused: a rule is missing")
                .isEmpty();
        assertThat(
                        installation.permissions().stream()
                                .filter(it -> calls.stream().noneMatch(it::gives)))
                .as("what the chart gives and nobody uses: take it away")
                .isEmpty();
    }

    private static void createNamespace(TestApiServer server, String name) {
        // Servers from 1.21 on set this label themselves.
        server.kubectl()
                .runWithInput(
                        """
                        apiVersion: v1
                        kind: Namespace
                        metadata: {name: %1$s, labels: {kubernetes.io/metadata.name: %1$s}}
                        """
                                .formatted(name),
                        "create",
                        "-f-")
                .success();
    }

    private static String values(String name, boolean namespaced) throws IOException {
        return """
               fullnameOverride: %1$s
               watchNamespaces: [%2$s]
               policySecrets: [{namespace: %1$s-shop, names: [kafka-login]}]
               allowedEndpoints: [127.0.0.0/8]
               monitoring: {port: %3$d}
               """
                .formatted(name, namespaced ? name + "-shop" : "", freePort());
    }

    private static String webhook(TestApiServer server, String name) throws IOException {
        return """
               webhook: {port: %d, drain: 0s}
               """
                .formatted(freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
