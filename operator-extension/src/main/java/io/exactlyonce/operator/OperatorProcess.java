package io.exactlyonce.operator;

import io.exactlyonce.operator.admission.CertificateFiles;
import io.exactlyonce.operator.admission.CertificateKeeper;
import io.exactlyonce.operator.admission.CertificateSource;
import io.exactlyonce.operator.admission.Decisions;
import io.exactlyonce.operator.admission.WebhookServer;
import io.exactlyonce.operator.certificate.Terms;
import io.exactlyonce.operator.kubernetes.ClusterView;
import io.exactlyonce.operator.kubernetes.LedgerCache;
import io.exactlyonce.operator.kubernetes.WebhookCertificates;
import io.exactlyonce.operator.monitoring.Monitoring;
import io.exactlyonce.operator.monitoring.MonitoringServer;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.settings.OperatorSettings;
import io.exactlyonce.operator.settings.OperatorSettings.Certificate;
import io.exactlyonce.operator.settings.OperatorSettings.OwnCertificate;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of the running operator, started in order and stopped in the opposite one: first no
 * more requests, then the last answers, then the lease, then the cluster.
 */
final class OperatorProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

    /** Two tries have to fit into the 10 s that an API server waits for a webhook. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);

    private static final int RETRIES = 1;
    private static final int LEADERSHIP_LOST = 1;

    private final OperatorSettings settings;
    private final List<HealthCheck> checks = new ArrayList<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final MonitoringServer monitoring;

    private OperatorProcess(OperatorSettings settings, MonitoringServer monitoring) {
        this.settings = settings;
        this.monitoring = monitoring;
    }

    /** Starts everything with the kubeconfig or service account that is found. */
    static OperatorProcess start(SettingsLoader.Loaded loaded) throws IOException {
        Config config =
                new ConfigBuilder()
                        .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
                        .withConnectionTimeout((int) REQUEST_TIMEOUT.toMillis())
                        .withRequestRetryBackoffLimit(RETRIES)
                        .build();
        return start(loaded, new KubernetesClientBuilder().withConfig(config).build());
    }

    /** Starts everything; whatever was started is stopped again if a part cannot be. */
    static OperatorProcess start(SettingsLoader.Loaded loaded, KubernetesClient client)
            throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        OperatorSettings settings = loaded.settings();
        OperatorProcess process =
                new OperatorProcess(
                        settings, MonitoringServer.start(settings.monitoring().port(), registry));
        process.parts.push(client);
        try {
            process.start(loaded, client, registry);
        } catch (IOException | RuntimeException e) {
            process.closeParts();
            throw e;
        }
        return process;
    }

    private void start(
            SettingsLoader.Loaded loaded, KubernetesClient client, PrometheusMeterRegistry registry)
            throws IOException {
        LedgerCache ledgers = LedgerCache.start(client, settings.watch());
        parts.push(ledgers);
        checks.add(ledgers.healthCheck());
        ClusterView cluster =
                ClusterView.start(
                        client,
                        settings.watch(),
                        new EndpointBounds(settings.surroundings().allowedEndpoints()),
                        loaded.upstreamDefaults(),
                        ledgers);
        parts.push(cluster);
        checks.addAll(cluster.healthChecks());
        List<HealthCheck> watches = List.copyOf(checks);
        Monitoring.policies(registry, cluster);
        ControllerParts controllers =
                new ControllerParts(settings, client, cluster, ledgers, registry);
        parts.push(controllers);
        ControllerHost host =
                ControllerHost.start(
                        client,
                        settings.leaderElection(),
                        List.of(controllers),
                        MicrometerMetrics.withoutPerResourceMetrics(registry),
                        () -> watches.stream().allMatch(OperatorProcess::isReady),
                        () -> Runtime.getRuntime().halt(LEADERSHIP_LOST));
        parts.push(host);
        checks.add(host);
        startWebhook(client, cluster, registry);
        monitoring.watch(checks);
        LOG.info(
                "event=started version=\"{}\" namespaces={} webhook={} monitoring={}",
                new Main.Version().getVersion()[0],
                settings.watch().namespaces().isEmpty() ? "all" : settings.watch().namespaces(),
                settings.webhook().enabled(),
                monitoring.port());
    }

    private static boolean isReady(HealthCheck check) {
        return check.health().state() == HealthCheck.State.READY;
    }

    private void startWebhook(
            KubernetesClient client, ClusterView cluster, PrometheusMeterRegistry registry)
            throws IOException {
        if (!settings.webhook().enabled()) {
            return;
        }
        WebhookServer webhook =
                WebhookServer.start(
                        settings.webhook(),
                        certificate(client),
                        settings.watch(),
                        Decisions.planned(),
                        cluster,
                        registry);
        parts.push(webhook);
        checks.add(webhook.certificate());
    }

    private CertificateSource certificate(KubernetesClient client) {
        Certificate certificate = settings.webhook().certificate();
        if (certificate instanceof OwnCertificate own) {
            WebhookCertificates cluster = WebhookCertificates.start(client, own);
            parts.push(cluster);
            checks.addAll(cluster.healthChecks());
            return CertificateKeeper.start(
                    cluster, own.names(), Terms.USUAL, InstantSource.system());
        }
        Path directory = ((OperatorSettings.CertificateFiles) certificate).directory();
        return CertificateFiles.start(directory, InstantSource.system());
    }

    /** Port of probes and metrics. */
    int monitoringPort() {
        return monitoring.port();
    }

    /** Stops in order; requests that still come in while the Service forgets us are answered. */
    @Override
    public void close() {
        LOG.info("event=stopping");
        monitoring.stopping();
        if (settings.webhook().enabled()) {
            drain();
        }
        closeParts();
        LOG.info("event=stopped");
    }

    private void drain() {
        try {
            Thread.sleep(settings.webhook().drain().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeParts() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("event=stop-failed part={}", part.getClass().getSimpleName(), e);
            }
        }
        monitoring.close();
    }
}
