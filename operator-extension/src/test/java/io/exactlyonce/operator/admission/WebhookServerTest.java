package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.settings.OperatorSettings;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.OperatorSettings.Webhook;
import io.fabric8.zjsonpatch.JsonPatch;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhook over HTTPS, with AdmissionReviews as an API server sends them. */
class WebhookServerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static TestCertificate certificate;

    private final FakeKubernetes kubernetes = new FakeKubernetes();
    private final FakeDecisions decisions = new FakeDecisions();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    @TempDir private Path directory;
    private WebhookServer webhook;

    @BeforeAll
    static void makeCertificate() {
        certificate = TestCertificate.rsa("webhook");
    }

    @BeforeEach
    void start() throws IOException {
        certificate.writeTo(directory);
        webhook = start(List.of());
    }

    @AfterEach
    void stop() {
        decisions.leave.countDown();
        webhook.close();
    }

    private WebhookServer start(List<String> namespaces) throws IOException {
        return WebhookServer.start(
                new Webhook(
                        true,
                        0,
                        new OperatorSettings.CertificateFiles(directory),
                        4,
                        Duration.ZERO),
                CertificateFiles.start(directory, InstantSource.system()),
                new Watch(namespaces),
                decisions,
                kubernetes,
                registry);
    }

    @Test
    void createIsCompletedByAPatchThatTouchesNothingElse() throws Exception {
        Fields written = Reviews.deployment("safe");
        String review = Reviews.create(written);

        JsonNode response = response("/mutate", review);

        assertThat(response.path("uid").asText()).isEqualTo(uid(review));
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        assertThat(response.path("warnings").path(0).asText()).isEqualTo("a warning of two lines");
        Fields stored = patched(written, response);
        assertThat(stored.text("spec", "flinkConfiguration", FakeDecisions.PREFIX_KEY))
                .hasValueSatisfying(prefix -> assertThat(prefix).startsWith("eo1.ns.orders."));
        assertThat(
                        stored.without("spec", "flinkConfiguration", FakeDecisions.PREFIX_KEY)
                                .without("metadata", "annotations"))
                .isEqualTo(written);
    }

    @Test
    void completedObjectIsConfirmedThoughEveryCallHasAnotherUid() throws Exception {
        Fields written = Reviews.deployment("safe");
        Fields completed = patched(written, response("/mutate", Reviews.create(written)));

        assertThat(response("/validate", Reviews.create(completed)).path("allowed").asBoolean())
                .isTrue();
        assertThat(
                        response("/validate", Reviews.update(completed, completed))
                                .path("allowed")
                                .asBoolean())
                .isTrue();
    }

    @Test
    void objectThatWasAlteredAfterItsCompletionIsRefused() throws Exception {
        Fields written = Reviews.deployment("safe");
        Fields completed = patched(written, response("/mutate", Reviews.create(written)));
        Fields altered =
                completed.with("other.", "spec", "flinkConfiguration", FakeDecisions.PREFIX_KEY);

        assertThat(message(response("/validate", Reviews.create(altered))))
                .contains(FakeDecisions.PREFIX_KEY, "another webhook", "mutating webhook")
                .doesNotContain("other.");
        assertThat(message(response("/validate", Reviews.create(written))))
                .contains(FakeDecisions.PREFIX_KEY, Annotations.INCARNATION, "mutating webhook");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mutate", "/validate"})
    void everyViolationIsInOneRefusal(String path) throws Exception {
        JsonNode response = response(path, Reviews.create(Reviews.deployment("unsafe")));

        assertThat(response.path("allowed").asBoolean()).isFalse();
        JsonNode status = response.path("status");
        assertThat(status.path("code").asInt()).isEqualTo(403);
        assertThat(status.path("reason").asText()).isEqualTo("Forbidden");
        assertThat(status.path("message").asText())
                .isEqualTo(
                        """
                        not safe for exactly-once, 2 reasons (to accept a risk, annotate \
                        exactlyonce.io/accept: "EO1106: why"):
                        EO1106 spec.field is 5 ms: it endangers records. Write 10 ms.
                        EO1201 spec.field is 5 ms: it endangers records. Write 10 ms.""");
        assertThat(status.path("details").path("causes"))
                .extracting(cause -> cause.path("reason").asText())
                .containsExactly("EO1106", "EO1201");
        assertThat(registry.scrape())
                .contains("exactly_once_admission_denials_total{code=\"EO1106\"} 1.0")
                .contains("exactly_once_admission_seconds_count{endpoint=\"" + path + "\"");
    }

    @Test
    void updateIsPlannedAgainstWhatIsStored() throws Exception {
        Fields stored = Reviews.deployment("safe").with("RUNNING", "status", "jobStatus", "state");

        response("/mutate", Reviews.update(Reviews.deployment("safe"), stored));

        assertThat(decisions.last.oldObject())
                .hasValueSatisfying(before -> assertThat(before.status().isJobRunning()).isTrue());
    }

    @Test
    void writeThatIsNoneOfOurBusinessPassesUnchanged() throws Exception {
        Fields unlabelled = Reviews.deployment("unsafe").without("metadata", "labels");
        Fields deleted = Reviews.deployment("unsafe").with("now", "metadata", "deletionTimestamp");

        for (String review :
                List.of(
                        Reviews.create(unlabelled),
                        Reviews.update(deleted, deleted),
                        Reviews.create(Reviews.deployment("boring")),
                        Reviews.review("DELETE", "", Fields.EMPTY, Reviews.deployment("unsafe")),
                        Reviews.review("CONNECT", "", Fields.EMPTY, Fields.EMPTY))) {
            JsonNode response = response("/mutate", review);
            assertThat(response.path("allowed").asBoolean()).isTrue();
            assertThat(response.path("patch").isMissingNode()).isTrue();
        }
    }

    @Test
    void removedLabelIsStillSeen() throws Exception {
        Fields stored = Reviews.deployment("safe");
        Fields unlabelled = Reviews.deployment("unsafe").without("metadata", "labels");

        assertThat(message(response("/mutate", Reviews.update(unlabelled, stored))))
                .contains("EO1106");
    }

    @Test
    void bugAndUnreachableServerAreRefusals() throws Exception {
        JsonNode bug = response("/mutate", Reviews.create(Reviews.deployment("broken")));
        kubernetes.available = false;
        JsonNode unavailable = response("/mutate", Reviews.create(Reviews.deployment("safe")));

        assertThat(bug.path("status").path("code").asInt()).isEqualTo(500);
        assertThat(message(bug)).contains("not allowed", bug.path("uid").asText());
        assertThat(unavailable.path("status").path("code").asInt()).isEqualTo(503);
        assertThat(message(unavailable)).contains("ns/default could not be read", "Try again");
    }

    @Test
    void scaleOfALabelledDeploymentIsRefusedAndOfAnotherPasses() throws Exception {
        assertThat(response("/mutate", Reviews.rescale(2, 4)).path("allowed").asBoolean()).isTrue();
        kubernetes.deployments.put("ns/orders", FlinkDeployment.of(Reviews.deployment("safe")));

        assertThat(message(response("/mutate", Reviews.rescale(2, 4)))).contains("EO1212");
        assertThat(message(response("/validate", Reviews.rescale(2, 4)))).contains("EO1212");
        assertThat(response("/mutate", Reviews.rescale(2, 2)).path("allowed").asBoolean()).isTrue();
    }

    @Test
    void labelOnAnotherKindIsRefusedWhenItIsPutOn() throws Exception {
        Fields session = Reviews.deployment("any").with("FlinkSessionJob", "kind");
        Fields blueGreen = session.with("FlinkBlueGreenDeployment", "kind");

        assertThat(message(response("/mutate", Reviews.create(session)))).contains("EO1401");
        assertThat(message(response("/mutate", Reviews.create(blueGreen)))).contains("EO1403");
        assertThat(
                        response("/mutate", Reviews.update(session, session))
                                .path("allowed")
                                .asBoolean())
                .isTrue();
    }

    @Test
    void labelInANamespaceNobodyWatchesIsRefused() throws Exception {
        webhook.close();
        webhook = start(List.of("elsewhere"));

        assertThat(message(response("/mutate", Reviews.create(Reviews.deployment("safe")))))
                .contains("namespace ns is not looked after", "elsewhere", "watch.namespaces");
    }

    private static String message(JsonNode response) {
        assertThat(response.path("allowed").asBoolean()).isFalse();
        return response.path("status").path("message").asText();
    }

    private static Fields patched(Fields written, JsonNode response) throws Exception {
        byte[] patch = Base64.getDecoder().decode(response.path("patch").asText());
        return Json.fields(
                JsonPatch.apply(
                        MAPPER.readTree(new String(patch, StandardCharsets.UTF_8)),
                        Json.tree(written)));
    }

    private static String uid(String review) throws Exception {
        return Json.read(review).text("request", "uid").orElseThrow();
    }

    private JsonNode response(String path, String review) throws Exception {
        return new WebhookClient(certificate, webhook.port()).review(path, review);
    }
}
