package io.exactlyonce.operator;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.apiserver.KeyAndCertificate;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.apiserver.WebhookTarget;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.settings.SettingsReader;
import io.exactlyonce.operator.settings.SettingsReading;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The real webhook in this JVM, in front of one namespace of a real API server that has our CRDs.
 */
final class LiveOperator implements AutoCloseable {
    private static final Path CRDS = Path.of("../k8s/base/crds");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final OperatorProcess process;
    private final WebhookTarget registration;

    private LiveOperator(OperatorProcess process, WebhookTarget registration) {
        this.process = process;
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
        int port = freePort();
        OperatorProcess process = process(namespace, folder, port);
        await("the operator is ready").atMost(PATIENCE).until(() -> isReady(process));
        WebhookTarget registration =
                WebhookTarget.register(
                        namespace,
                        URI.create("https://127.0.0.1:" + port + "/mutate"),
                        URI.create("https://127.0.0.1:" + port + "/validate"),
                        namespace.server().authority().certificatePem());
        return new LiveOperator(process, registration);
    }

    private static OperatorProcess process(TestNamespace namespace, Path folder, int port)
            throws IOException {
        KeyAndCertificate certificate = namespace.server().authority().issueServer();
        Files.writeString(folder.resolve("tls.crt"), certificate.certificatePem());
        Files.writeString(folder.resolve("tls.key"), certificate.keyPem());
        SettingsReading reading =
                SettingsReader.read(
                        Map.of(
                                "EXACTLY_ONCE_WATCH_NAMESPACES", namespace.name(),
                                "EXACTLY_ONCE_WEBHOOK_PORT", Integer.toString(port),
                                "EXACTLY_ONCE_WEBHOOK_DRAIN", "0s",
                                "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_DIRECTORY", folder.toString(),
                                "EXACTLY_ONCE_MONITORING_PORT", "0"),
                        Fields.EMPTY,
                        "");
        return OperatorProcess.start(
                new SettingsLoader.Loaded(
                        ((SettingsReading.Valid) reading).settings(), UpstreamDefaults.UNKNOWN),
                new KubernetesClientBuilder()
                        .withConfig(namespace.client().getConfiguration())
                        .build(),
                List.of());
    }

    private static boolean isReady(OperatorProcess process) throws IOException {
        URI readyz = URI.create("http://127.0.0.1:" + process.monitoringPort() + "/readyz");
        return ((HttpURLConnection) readyz.toURL().openConnection()).getResponseCode() == 200;
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
        process.close();
    }
}
