package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.exactlyonce.operator.controller.Cluster;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.kubernetes.MockCluster;
import io.exactlyonce.operator.settings.SettingsReader;
import io.exactlyonce.operator.settings.SettingsReading;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts put together, against an API server in process. */
class OperatorProcessTest {
    private final MockCluster cluster = new MockCluster();
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path certificates;

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void isReadyOnlyWithItsCertificate() throws Exception {
        try (OperatorProcess process = start("true")) {
            await().until(() -> readiness(process).contains("[READY] informer flinkdeployments"));

            assertThat(readiness(process))
                    .startsWith("not ok")
                    .contains("[NOT_READY] webhook certificate: there is no ");
        }
    }

    @Test
    void withoutWebhookIsReadyWhenTheClusterIsKnown() throws Exception {
        try (OperatorProcess process = start("false")) {
            await().until(() -> readiness(process).startsWith("ok"));

            assertThat(get(process, "/metrics")).contains("jvm_memory_used_bytes", "operator_sdk_");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "flinkdeployments,    flink.apache.org, install the Flink Kubernetes Operator",
        "exactlyoncepolicies, exactlyonce.io,   kubectl apply -f k8s/base/crds",
        "transactionledgers,  exactlyonce.io,   kubectl apply -f k8s/base/crds"
    })
    void missingCrdIsNamedAndTheProcessIsReadyOnceItAppears(String plural, String group, String fix)
            throws Exception {
        cluster.uninstall(plural);
        try (OperatorProcess process = start("false")) {
            await().untilAsserted(
                            () ->
                                    assertThat(readiness(process))
                                            .startsWith("not ok")
                                            .contains(
                                                    "[NOT_READY] informer %s: the CRD %s.%s is not installed"
                                                            .formatted(plural, plural, group))
                                            .contains(fix));
            assertThat(get(process, "/livez")).startsWith("ok");

            cluster.install(plural);

            await().atMost(Duration.ofSeconds(40)).until(() -> readiness(process).startsWith("ok"));
        }
    }

    @Test
    void processThatWaitsForACrdCanBeStopped() throws Exception {
        cluster.uninstall("flinkdeployments");
        OperatorProcess process = start("false");
        await().until(() -> readiness(process).contains("is not installed"));

        assertTimeout(Duration.ofSeconds(5), process::close);
    }

    @Test
    void whatIsWatchedHasSeriesAsLongAsItIsThere() throws Exception {
        Cluster shop = new Cluster(cluster.client(), "shop");
        String standard = "{name=\"standard\",resource_namespace=\"shop\"} ";
        String orders = "{name=\"orders\",resource_namespace=\"shop\"} ";
        try (OperatorProcess process = start("false")) {
            shop.policy("standard");
            shop.suspended("orders");

            awaitMetrics(process)
                    .contains("exactly_once_component_ready{component=\"controllers\"} 1.0")
                    .contains("exactly_once_policy_valid" + standard + "1.0")
                    .contains("exactly_once_policy_ready" + standard + "0.0")
                    .contains("exactly_once_contract_known" + standard + "0.0")
                    .contains("exactly_once_latest_revision" + orders + "1.0")
                    .contains(
                            "reason=\"ReadyToRun\",resource_namespace=\"shop\",type=\"Ready\"} 1.0");

            shop.delete(Kinds.POLICY, "standard");
            shop.delete(Kinds.FLINK_DEPLOYMENT, "orders");
            awaitMetrics(process)
                    .doesNotContain("exactly_once_policy_valid{")
                    .doesNotContain("exactly_once_condition{");
        }
    }

    @Test
    void nothingIsServedAfterTheStop() throws Exception {
        OperatorProcess process = start("true");
        process.close();

        assertThatThrownBy(() -> get(process, "/livez")).isInstanceOf(ConnectException.class);
    }

    /** Every claim about the metrics holds at some time, each for itself. */
    private MetricsClaims awaitMetrics(OperatorProcess process) {
        return new MetricsClaims(process);
    }

    private final class MetricsClaims {
        private final OperatorProcess process;

        private MetricsClaims(OperatorProcess process) {
            this.process = process;
        }

        private MetricsClaims contains(String line) {
            await().untilAsserted(() -> assertThat(get(process, "/metrics")).contains(line));
            return this;
        }

        private MetricsClaims doesNotContain(String text) {
            await().untilAsserted(() -> assertThat(get(process, "/metrics")).doesNotContain(text));
            return this;
        }
    }

    private OperatorProcess start(String webhook) throws IOException {
        SettingsReading reading =
                SettingsReader.read(
                        Map.of(
                                "EXACTLY_ONCE_WEBHOOK_ENABLED", webhook,
                                "EXACTLY_ONCE_WEBHOOK_PORT", "0",
                                "EXACTLY_ONCE_WEBHOOK_DRAIN", "0s",
                                "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_DIRECTORY",
                                        certificates.toString(),
                                "EXACTLY_ONCE_LEADER_ELECTION_ENABLED", "false",
                                "EXACTLY_ONCE_MONITORING_PORT", "0"),
                        Fields.EMPTY,
                        "");
        SettingsReading.Valid valid = (SettingsReading.Valid) reading;
        return OperatorProcess.start(
                new SettingsLoader.Loaded(valid.settings(), UpstreamDefaults.UNKNOWN),
                cluster.newClient());
    }

    private String readiness(OperatorProcess process) throws Exception {
        return get(process, "/readyz");
    }

    private String get(OperatorProcess process, String path) throws Exception {
        URI uri = URI.create("http://localhost:" + process.monitoringPort() + path);
        return client.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
