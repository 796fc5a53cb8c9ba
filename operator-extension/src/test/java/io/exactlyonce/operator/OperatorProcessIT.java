package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.apiserver.KeyAndCertificate;
import io.exactlyonce.operator.apiserver.Kubectl;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.apiserver.WebhookTarget;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.settings.OperatorSettings.LeaderElection;
import io.exactlyonce.operator.settings.SettingsReader;
import io.exactlyonce.operator.settings.SettingsReading;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process and its controllers against a real API server. */
@RequiresApiServer
class OperatorProcessIT {
    /** Less than the 15 s after which a lease that was not given back runs out. */
    private static final Duration HANDOVER = Duration.ofSeconds(10);

    private static final String LABELLED =
            """
            apiVersion: flink.apache.org/v1beta1
            kind: FlinkDeployment
            metadata: {name: orders, labels: {exactlyonce.io/policy: default}}
            spec:
              image: flink:1.20
              flinkVersion: v1_20
              serviceAccount: flink
              jobManager: {resource: {memory: 1g, cpu: 1}}
              taskManager: {resource: {memory: 1g, cpu: 1}}
              job: {jarURI: "local:///job.jar", parallelism: 2, upgradeMode: savepoint}
            """;

    @TempDir private Path certificates;

    @Test
    @SuppressWarnings("try") // Being registered is what it is for.
    void refusalsReachTheUserAndWhatIsNotOursPasses(TestNamespace namespace) throws Exception {
        namespace.server().installOurs();
        int port = freePort();
        try (OperatorProcess process = start(namespace, port);
                WebhookTarget target =
                        WebhookTarget.register(
                                namespace,
                                URI.create("https://127.0.0.1:" + port + "/mutate"),
                                URI.create("https://127.0.0.1:" + port + "/validate"),
                                namespace.server().authority().certificatePem())) {
            String labelled = LABELLED;
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () ->
                                    assertThat(create(namespace, labelled).stderr())
                                            .contains("Error from server (Forbidden)")
                                            .contains("EO1404"));

            create(namespace, labelled.replace(WebhookTarget.POLICY_LABEL, "other")).success();
            namespace
                    .kubectl()
                    .run("patch", "flinkdeployment/orders", "--type=merge", "-p", replicas(1))
                    .success();
            namespace.kubectl().run("scale", "flinkdeployment/orders", "--replicas=3").success();
        }
    }

    /** Nobody but the operator makes the Secret, and nobody fills in a caBundle. */
    @Test
    @SuppressWarnings("try") // Being registered is what it is for.
    void certificateOfItsOwnIsIssuedTrustedAndServed(TestNamespace namespace) throws Exception {
        namespace.server().installOurs();
        int port = freePort();
        Map<String, String> own =
                Map.of(
                        "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_MODE",
                        "controller",
                        "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_SECRET",
                        "webhook-tls",
                        "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_SERVICE",
                        "localhost." + namespace.name() + ".svc",
                        "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_CONFIGURATIONS",
                        namespace.name());
        try (OperatorProcess process = start(namespace, port, own);
                WebhookTarget target =
                        WebhookTarget.register(
                                namespace,
                                URI.create("https://localhost:" + port + "/mutate"),
                                URI.create("https://localhost:" + port + "/validate"),
                                "")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () ->
                                    assertThat(create(namespace, LABELLED).stderr())
                                            .contains("Error from server (Forbidden)")
                                            .contains("EO1404"));
        }
    }

    @Test
    void oneReplicaActsAndTheOtherTakesOverAtOnce(TestNamespace namespace) throws Exception {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        try (ControllerHost follower = follow(namespace, first, second)) {
            assertThat(second.seen).isEmpty();
            assertThat(follower.health().detail()).contains("healthy");

            await().atMost(HANDOVER).until(() -> second.seen.contains("one"));
        }
    }

    /** Starts two replicas of which the first leads, and stops that one. */
    private static ControllerHost follow(TestNamespace namespace, Recorder first, Recorder second) {
        ControllerHost leader = host(namespace, first);
        configMap(namespace, "one");
        await().atMost(HANDOVER).until(() -> first.seen.contains("one"));
        ControllerHost follower = host(namespace, second);
        configMap(namespace, "two");
        await().atMost(HANDOVER).until(() -> first.seen.contains("two"));
        assertThat(second.seen).isEmpty();
        leader.close();
        return follower;
    }

    private static ControllerHost host(TestNamespace namespace, Recorder recorder) {
        return ControllerHost.start(
                namespace.client(),
                new LeaderElection(true, "operator", namespace.name()),
                List.of(
                        operator ->
                                operator.register(
                                        recorder,
                                        configuration ->
                                                configuration.settingNamespace(namespace.name()))),
                Metrics.NOOP,
                () -> true,
                () -> {});
    }

    private static void configMap(TestNamespace namespace, String name) {
        namespace.kubectl().run("create", "configmap", name).success();
    }

    private OperatorProcess start(TestNamespace namespace, int port) throws IOException {
        return start(namespace, port, Map.of());
    }

    private OperatorProcess start(TestNamespace namespace, int port, Map<String, String> more)
            throws IOException {
        KeyAndCertificate certificate = namespace.server().authority().issueServer();
        Files.writeString(certificates.resolve("tls.crt"), certificate.certificatePem());
        Files.writeString(certificates.resolve("tls.key"), certificate.keyPem());
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "EXACTLY_ONCE_WATCH_NAMESPACES", namespace.name(),
                                "EXACTLY_ONCE_WEBHOOK_PORT", Integer.toString(port),
                                "EXACTLY_ONCE_WEBHOOK_DRAIN", "0s",
                                "EXACTLY_ONCE_LEADER_ELECTION_LEASE_NAMESPACE", namespace.name(),
                                "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_DIRECTORY",
                                        certificates.toString(),
                                "EXACTLY_ONCE_MONITORING_PORT", "0"));
        environment.putAll(more);
        SettingsReading reading = SettingsReader.read(environment, Fields.EMPTY, "");
        return OperatorProcess.start(
                new SettingsLoader.Loaded(
                        ((SettingsReading.Valid) reading).settings(), UpstreamDefaults.UNKNOWN),
                new KubernetesClientBuilder()
                        .withConfig(namespace.client().getConfiguration())
                        .build());
    }

    private static Kubectl.Result create(TestNamespace namespace, String manifest) {
        return namespace.kubectl().runWithInput(manifest, "create", "-f-");
    }

    private static String replicas(int number) {
        return "{\"spec\": {\"taskManager\": {\"replicas\": " + number + "}}}";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Remembers what it was asked to reconcile. */
    @ControllerConfiguration
    private static final class Recorder implements Reconciler<ConfigMap> {
        private final Set<String> seen = ConcurrentHashMap.newKeySet();

        @Override
        public UpdateControl<ConfigMap> reconcile(ConfigMap map, Context<ConfigMap> context) {
            seen.add(map.getMetadata().getName());
            return UpdateControl.noUpdate();
        }
    }
}
