package io.exactlyonce.operator;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.admission.CertificateFiles;
import io.exactlyonce.operator.admission.Decisions;
import io.exactlyonce.operator.admission.WebhookServer;
import io.exactlyonce.operator.apiserver.KeyAndCertificate;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.apiserver.WebhookTarget;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.kubernetes.ClusterView;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.PlannedForks;
import io.exactlyonce.operator.settings.OperatorSettings;
import io.exactlyonce.operator.settings.SettingsReader;
import io.exactlyonce.operator.settings.SettingsReading;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The real webhook in this JVM, in front of one namespace of a real API server that has our CRDs.
 * No controller runs, so what a test writes as the status of a policy stays.
 */
final class LiveOperator implements AutoCloseable {
    private static final Path CRDS = Path.of("../k8s/base/crds");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClusterView cluster;
    private final WebhookServer webhook;
    private final WebhookTarget registration;

    private LiveOperator(ClusterView cluster, WebhookServer webhook, WebhookTarget registration) {
        this.cluster = cluster;
        this.webhook = webhook;
        this.registration = registration;
    }

    /**
     * Installs, starts and registers, and returns when writes are judged.
     *
     * @param folder new or empty, for the webhook's certificate
     */
    static LiveOperator start(TestNamespace namespace, Path folder) throws IOException {
        for (String crd : List.of("exactlyoncepolicies", "transactionledgers")) {
            Path file = CRDS.resolve(crd + ".exactlyonce.io.yaml");
            namespace.server().install(Files.readString(file));
        }
        OperatorSettings settings = settings(namespace, folder);
        ClusterView cluster =
                ClusterView.start(
                        namespace.client(),
                        settings.watch(),
                        EndpointBounds.ANY,
                        UpstreamDefaults.UNKNOWN,
                        PlannedForks.NONE);
        WebhookServer webhook =
                WebhookServer.start(
                        settings.webhook(),
                        CertificateFiles.start(folder, InstantSource.system()),
                        settings.watch(),
                        Decisions.planned(),
                        cluster,
                        new SimpleMeterRegistry());
        await("everything is known")
                .atMost(PATIENCE)
                .until(() -> cluster.healthChecks().stream().allMatch(LiveOperator::isReady));
        return new LiveOperator(cluster, webhook, register(namespace, webhook.port()));
    }

    private static boolean isReady(HealthCheck check) {
        return check.health().state() == HealthCheck.State.READY;
    }

    private static WebhookTarget register(TestNamespace namespace, int port) {
        return WebhookTarget.register(
                namespace,
                URI.create("https://127.0.0.1:" + port + "/mutate"),
                URI.create("https://127.0.0.1:" + port + "/validate"),
                namespace.server().authority().certificatePem());
    }

    private static OperatorSettings settings(TestNamespace namespace, Path folder)
            throws IOException {
        KeyAndCertificate certificate = namespace.server().authority().issueServer();
        Files.writeString(folder.resolve("tls.crt"), certificate.certificatePem());
        Files.writeString(folder.resolve("tls.key"), certificate.keyPem());
        SettingsReading reading =
                SettingsReader.read(
                        Map.of(
                                "EXACTLY_ONCE_WATCH_NAMESPACES", namespace.name(),
                                "EXACTLY_ONCE_WEBHOOK_PORT", Integer.toString(freePort()),
                                "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_DIRECTORY", folder.toString(),
                                "EXACTLY_ONCE_LEADER_ELECTION_LEASE_NAMESPACE", namespace.name()),
                        Fields.EMPTY,
                        "");
        return ((SettingsReading.Valid) reading).settings();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** First the registration, so that no write is lost while nobody answers. */
    @Override
    public void close() {
        registration.close();
        webhook.close();
        cluster.close();
    }
}
