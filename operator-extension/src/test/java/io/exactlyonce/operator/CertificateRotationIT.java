package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.apiserver.UpstreamCrd;
import io.exactlyonce.operator.apiserver.WebhookTarget;
import io.exactlyonce.operator.port.HealthCheck.Health;
import io.exactlyonce.operator.port.HealthCheck.State;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two replicas change their certificates on a real API server that asks them all the time. */
@RequiresApiServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateRotationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WIPES = 5;

    private TestNamespace namespace;
    private LiveDeployments deployments;
    private CertificateReplicas replicas;
    private WebhookTarget registration;

    CertificateRotationIT(TestNamespace namespace) {
        this.namespace = namespace;
        this.deployments = new LiveDeployments(namespace, UpstreamCrd.V1_10);
    }

    @BeforeAll
    void start() throws Exception {
        namespace.server().installOurs();
        deployments.createPolicy();
        replicas = CertificateReplicas.start(namespace);
        assertThat(replicas.health()).noneMatch(CertificateRotationIT::isReady);
        String address = "https://localhost:" + replicas.port();
        registration =
                WebhookTarget.register(
                        namespace,
                        URI.create(address + "/mutate"),
                        URI.create(address + "/validate"),
                        "");
        await("both are ready")
                .atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(replicas.health())
                                        .allMatch(CertificateRotationIT::isReady));
    }

    private static boolean isReady(Health health) {
        return health.state() == State.READY;
    }

    @AfterAll
    void stop() throws Exception {
        registration.close();
        replicas.close();
    }

    @Test
    void noAdmissionIsDroppedWhileCertificatesAndAuthoritiesChange() throws Exception {
        List<String> served = new ArrayList<>();
        served.add(settled(Set.of()));
        try (AdmissionTraffic traffic =
                AdmissionTraffic.start(deployments, this::bundles, replicas.ports())) {
            for (Runnable change : changes()) {
                change.run();
                served.add(settled(new HashSet<>(served)));
            }
            traffic.awaitMore(20);
            traffic.stop();

            System.out.println(
                    "certificates=%d admissions=%d handshakes=%d seconds=%.1f"
                            .formatted(
                                    served.size(),
                                    traffic.admitted(),
                                    traffic.handshakes(),
                                    traffic.seconds()));
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.admitted()).isGreaterThan(100);
            assertThat(served).doesNotHaveDuplicates();
        }
    }

    /** Every way to come to a new certificate. */
    private List<Runnable> changes() {
        return List.of(
                () -> replicas.putForward(Duration.ofDays(61)),
                () -> secret("{\"data\": null}"),
                () ->
                        namespace
                                .kubectl()
                                .run("delete", "secret", CertificateReplicas.SECRET)
                                .success(),
                () -> secret("{\"data\": {\"tls.crt\": \"AAAA\", \"previous-tls.crt\": null}}"),
                () -> replicas.putForward(Duration.ofDays(122)));
    }

    private void secret(String patch) {
        namespace
                .kubectl()
                .run(
                        "patch",
                        "secret",
                        CertificateReplicas.SECRET,
                        "--type=merge",
                        "--patch=" + patch)
                .success();
    }

    /** The serial number that both replicas serve, once it is none of these. */
    private String settled(Set<String> before) {
        Set<String> serials = new HashSet<>();
        await("both replicas serve a new certificate")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> {
                            serials.clear();
                            for (int port : replicas.ports()) {
                                serials.add(AdmissionTraffic.serial(port, bundles().get(0)));
                            }
                            assertThat(serials).hasSize(1);
                            assertThat(before).doesNotContainAnyElementsOf(serials);
                        });
        return serials.iterator().next();
    }

    @Test
    void wipedBundleIsMendedAtOnce() {
        List<Long> milliseconds = new ArrayList<>();
        for (int i = 0; i < WIPES; i++) {
            long start = System.nanoTime();
            wipe();
            await("the bundle is there again")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> bundles().stream().noneMatch(String::isEmpty));
            milliseconds.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
        System.out.println("mended after ms: " + milliseconds);
        assertThat(milliseconds).allMatch(span -> span < 5_000);
    }

    private void wipe() {
        namespace
                .client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(namespace.name())
                .edit(
                        configuration -> {
                            configuration
                                    .getWebhooks()
                                    .forEach(webhook -> webhook.getClientConfig().setCaBundle(""));
                            return configuration;
                        });
    }

    /** Of every webhook of both configurations; each in Base64, or empty. */
    private List<String> bundles() {
        var registrations = namespace.client().admissionRegistration().v1();
        return Stream.concat(
                        registrations
                                .mutatingWebhookConfigurations()
                                .withName(namespace.name())
                                .get()
                                .getWebhooks()
                                .stream()
                                .map(MutatingWebhook::getClientConfig),
                        registrations
                                .validatingWebhookConfigurations()
                                .withName(namespace.name())
                                .get()
                                .getWebhooks()
                                .stream()
                                .map(ValidatingWebhook::getClientConfig))
                .map(WebhookClientConfig::getCaBundle)
                .map(bundle -> bundle == null ? "" : bundle)
                .toList();
    }
}
