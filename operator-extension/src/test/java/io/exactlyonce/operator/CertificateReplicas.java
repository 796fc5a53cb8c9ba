package io.exactlyonce.operator;

import io.exactlyonce.operator.admission.CertificateKeeper;
import io.exactlyonce.operator.admission.Decisions;
import io.exactlyonce.operator.admission.WebhookServer;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.certificate.Terms;
import io.exactlyonce.operator.kubernetes.ClusterView;
import io.exactlyonce.operator.kubernetes.WebhookCertificates;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.HealthCheck.Health;
import io.exactlyonce.operator.port.PlannedForks;
import io.exactlyonce.operator.settings.OperatorSettings.OwnCertificate;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.OperatorSettings.Webhook;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Two webhooks that look after their certificate as the operator does, with the roles that the
 * operator needs for it and no other, behind one port.
 */
final class CertificateReplicas implements AutoCloseable {
    static final String SECRET = "webhook-tls";

    /** Backdated so far that clocks may be put forward by it, and the API server's not. */
    static final Terms TERMS =
            new Terms(
                    Duration.ofDays(90),
                    Duration.ofDays(365),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(1));

    private static final String USER = "certificates";
    private static final String ROLES =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: certificates}
            rules:
            - {apiGroups: [""], resources: [secrets], resourceNames: [webhook-tls], verbs: [list, watch, patch]}
            - {apiGroups: [""], resources: [secrets], verbs: [create]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: certificates}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: certificates}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: certificates}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: %1$s}
            rules:
            - apiGroups: [admissionregistration.k8s.io]
              resources: [mutatingwebhookconfigurations, validatingwebhookconfigurations]
              resourceNames: [%1$s]
              verbs: [list, watch, patch]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: certificates}]
            """;

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<WebhookServer> webhooks = new ArrayList<>();
    private final RoundRobin service;

    private CertificateReplicas(TestNamespace namespace) throws IOException {
        namespace
                .kubectl()
                .runWithInput(ROLES.formatted(namespace.name()), "create", "-f-")
                .success();
        ClusterView cluster =
                ClusterView.start(
                        namespace.client(),
                        new Watch(List.of(namespace.name())),
                        EndpointBounds.ANY,
                        UpstreamDefaults.UNKNOWN,
                        PlannedForks.NONE);
        parts.push(cluster);
        for (int i = 0; i < 2; i++) {
            webhooks.add(start(namespace, cluster));
        }
        this.service = RoundRobin.start(webhooks.stream().map(WebhookServer::port).toList());
        parts.push(service);
    }

    static CertificateReplicas start(TestNamespace namespace) throws IOException {
        return new CertificateReplicas(namespace);
    }

    private WebhookServer start(TestNamespace namespace, ClusterView cluster) throws IOException {
        KubernetesClient client =
                new KubernetesClientBuilder()
                        .withConfig(
                                new ConfigBuilder(namespace.client().getConfiguration())
                                        .withImpersonateUsername(USER)
                                        .build())
                        .build();
        parts.push(client);
        String name = namespace.name();
        OwnCertificate settings = new OwnCertificate(SECRET, "localhost", name, name, name);
        WebhookCertificates certificates = WebhookCertificates.start(client, settings);
        parts.push(certificates);
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        CertificateKeeper keeper =
                CertificateKeeper.start(certificates, settings.names(), TERMS, clock);
        WebhookServer webhook =
                WebhookServer.start(
                        new Webhook(true, 0, settings, 4, Duration.ZERO),
                        keeper,
                        new Watch(List.of(name)),
                        Decisions.planned(),
                        cluster,
                        new SimpleMeterRegistry());
        parts.push(webhook);
        return webhook;
    }

    /** Where both answer in turn. */
    int port() {
        return service.port();
    }

    /** Where each answers. */
    List<Integer> ports() {
        return webhooks.stream().map(WebhookServer::port).toList();
    }

    /** How each is. */
    List<Health> health() {
        return webhooks.stream().map(webhook -> webhook.certificate().health()).toList();
    }

    /** Puts the clocks of both forward, from now on by this. */
    void putForward(Duration span) {
        ahead.set(span);
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
