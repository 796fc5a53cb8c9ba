package io.exactlyonce.sandbox.kubernetes;

import io.exactlyonce.sandbox.cluster.Await;
import io.exactlyonce.sandbox.cluster.Sandbox;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import io.exactlyonce.sandbox.process.ChildProcess;
import io.exactlyonce.sandbox.process.ProcessSpec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The exactly-once operator as it runs in a cluster: its jar, its own process, its settings. */
final class OperatorProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEAP_MEBIBYTES = 128;

    private final ChildProcess process;
    private final int webhookPort;
    private final int monitoringPort;

    private OperatorProcess(ChildProcess process, int webhookPort, int monitoringPort) {
        this.process = process;
        this.webhookPort = webhookPort;
        this.monitoringPort = monitoringPort;
    }

    /** Starts it; {@link #awaitReady} waits until it serves. */
    static OperatorProcess start(Sandbox sandbox, Path kubeconfig, Path certificates) {
        int webhookPort = KafkaBroker.freePort();
        int monitoringPort = KafkaBroker.freePort();
        Map<String, String> environment = new HashMap<>();
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("EXACTLY_ONCE_WEBHOOK_PORT", Integer.toString(webhookPort));
        environment.put("EXACTLY_ONCE_WEBHOOK_CERTIFICATE_DIRECTORY", certificates.toString());
        environment.put("EXACTLY_ONCE_MONITORING_PORT", Integer.toString(monitoringPort));
        environment.put("EXACTLY_ONCE_LEADER_ELECTION_ENABLED", "false");
        // Loopback is refused unless it is allowed by name: here all servers are there.
        environment.put("EXACTLY_ONCE_TRUST_ALLOWED_ENDPOINTS", "127.0.0.0/8");
        ChildProcess process =
                sandbox.processes()
                        .start(
                                new ProcessSpec(
                                        "operator",
                                        sandbox.distribution().operatorJar().toString(),
                                        "io.exactlyonce.operator.Main",
                                        List.of("run"),
                                        HEAP_MEBIBYTES,
                                        new ProcessSpec.Extras(List.of(), environment)));
        return new OperatorProcess(process, webhookPort, monitoringPort);
    }

    void awaitReady() {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest probe =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitoringPort + "/readyz"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        Await.until(
                "the exactly-once operator",
                PATIENCE,
                process,
                () -> http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }

    int webhookPort() {
        return webhookPort;
    }
}
