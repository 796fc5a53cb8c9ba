package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.settings.OperatorSettings;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.OperatorSettings.Webhook;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the webhook does with bad requests, new certificates and a stop. */
class WebhookTransportTest {
    private static TestCertificate certificate;

    private final FakeDecisions decisions = new FakeDecisions();
    @TempDir private Path directory;
    private CertificateFiles files;
    private WebhookServer webhook;
    private WebhookClient client;

    @BeforeAll
    static void makeCertificate() {
        certificate = TestCertificate.rsa("webhook");
    }

    @BeforeEach
    void start() throws IOException {
        certificate.writeTo(directory);
        files = CertificateFiles.start(directory, InstantSource.system());
        webhook =
                WebhookServer.start(
                        new Webhook(
                                true,
                                0,
                                new OperatorSettings.CertificateFiles(directory),
                                4,
                                Duration.ZERO),
                        files,
                        new Watch(List.of()),
                        decisions,
                        new FakeKubernetes(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        client = new WebhookClient(certificate, webhook.port());
    }

    @AfterEach
    void stop() {
        decisions.leave.countDown();
        webhook.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"apiVersion\": \"admission.k8s.io/v1beta1\", \"request\": {}}",
                "{\"apiVersion\": \"admission.k8s.io/v1\"}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"request\": {\"uid\": \"1\"}}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"request\": {\"uid\": \"1\","
                        + "\"operation\": \"CREATE\", \"kind\": {\"kind\": \"FlinkDeployment\"},"
                        + "\"resource\": {\"resource\": \"flinkdeployments\"}, \"object\": 1}}"
            })
    void reviewThatCannotBeReadIsABadRequest(String body) throws Exception {
        HttpResponse<String> response = client.post("/mutate", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("The AdmissionReview ");
    }

    @Test
    void bodyBeyondTheBoundIsRefusedAndTheServerLivesOn() throws Exception {
        String large = " ".repeat(AdmissionEndpoint.LARGEST_BODY + 1);

        assertThat(client.post("/mutate", large).statusCode()).isEqualTo(413);
        assertThat(client.get("/mutate").statusCode()).isEqualTo(405);
        assertThat(client.post("/other", "{}").statusCode()).isEqualTo(404);
        assertThat(allowed("safe")).isTrue();
    }

    @Test
    void changedCertificateServesNewConnections() throws Exception {
        assertThat(allowed("safe")).isTrue();
        TestCertificate next = TestCertificate.ec("next");
        next.writeTo(directory);
        files.reload();

        assertThat(new WebhookClient(next, webhook.port()).post("/mutate", "{}").statusCode())
                .isEqualTo(400);
        WebhookClient old = new WebhookClient(certificate, webhook.port());
        assertThatThrownBy(() -> old.post("/mutate", "{}"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void requestUnderWayIsAnsweredBeforeTheStop() throws Exception {
        CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> allowed("slow"));
        decisions.entered.await();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(webhook::close);
        await().during(Duration.ofMillis(300)).until(() -> !stop.isDone());
        decisions.leave.countDown();

        assertThat(answer.get()).isTrue();
        stop.get();
    }

    private boolean allowed(String image) {
        try {
            JsonNode response = client.review("/mutate", Reviews.create(Reviews.deployment(image)));
            return response.path("allowed").asBoolean();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
