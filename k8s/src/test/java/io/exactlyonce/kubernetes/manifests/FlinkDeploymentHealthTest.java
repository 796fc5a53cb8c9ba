package io.exactlyonce.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.kubernetes.manifests.UpstreamTraces.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The health script for FlinkDeployments, over what upstream really wrote. */
class FlinkDeploymentHealthTest {
    private static final String EXPECTED = "/argocd/flink-deployment-health.csv";
    private static final ArgoScript SCRIPT = ArgoFiles.health(ArgoFiles.DEPLOYMENT);

    @ParameterizedTest(name = "{0} {1}: {2}, built-in {3}")
    @CsvFileSource(resources = EXPECTED, numLinesToSkip = 1, delimiter = '|')
    void everyMomentOfTheTraces(
            String trace, int line, String health, String builtIn, String message) {
        Moment moment = UpstreamTraces.at(trace, line);

        JsonNode answer = SCRIPT.on(moment.object());

        assertThat(answer.get("status").asText()).as("%s, %s", moment, answer).isEqualTo(health);
        assertThat(answer.get("message").asText()).contains(message);
        assertThat(BuiltInHealth.of(moment)).isEqualTo(builtIn);
    }

    @Test
    void noMomentIsLeftOut() throws IOException {
        List<String> judged =
                Files.readAllLines(Path.of("src/test/resources" + EXPECTED)).stream()
                        .skip(1)
                        .map(line -> line.split("\\|")[0] + " " + line.split("\\|")[1])
                        .toList();

        assertThat(judged)
                .containsExactlyElementsOf(
                        UpstreamTraces.all().stream()
                                .map(moment -> moment.trace() + " " + moment.line())
                                .toList());
    }

    @Test
    void suspendedIsSuspendedWhereTheBuiltInSaysHealthy() {
        Moment moment = UpstreamTraces.at("orders", 17);
        ObjectNode object = moment.object();
        object.withObject("/spec/job").put("state", "suspended");
        object.withObject("/status/reconciliationStatus").put("state", "DEPLOYED");
        object.withObject("/status").put("lifecycleState", "SUSPENDED");

        assertThat(health(object)).isEqualTo("Suspended");
        assertThat(BuiltInHealth.of(moment)).isEqualTo("Healthy");
    }

    @Test
    void rolledBackIsDegradedUntilTheSpecIsCorrected() {
        ObjectNode object = UpstreamTraces.at("held", 24).object();
        object.withObject("/metadata").put("generation", 4).remove("deletionTimestamp");
        assertThat(health(object)).isEqualTo("Degraded");

        object.withObject("/status").put("jobManagerDeploymentStatus", "READY");
        object.withObject("/status/jobStatus").put("state", "RUNNING");
        assertThat(health(object)).isEqualTo("Degraded");

        object.withObject("/metadata").put("generation", 5);
        assertThat(health(object)).isEqualTo("Progressing");
    }

    @Test
    void crashLoopIsDegradedWhetherItEverRanOrNot() {
        Moment moment = UpstreamTraces.at("totals", 47);
        ObjectNode object = moment.object();
        object.withObject("/metadata").put("generation", 6);

        assertThat(health(object)).isEqualTo("Degraded");
        assertThat(BuiltInHealth.of(moment)).isEqualTo("Healthy");
        object.withObject("/status").put("lifecycleState", "STABLE").remove("error");
        assertThat(health(object)).isEqualTo("Degraded");
    }

    @Test
    void withTheFallbackOnAMendOfACrashLoopIsProgressing() {
        ObjectNode object = UpstreamTraces.at("totals", 47).object();
        assertThat(health(object)).isEqualTo("Degraded");

        object.withObject("/spec").putObject("flinkConfiguration");
        assertThat(health(object)).isEqualTo("Progressing");

        // The same key as 1.13 and later also take it.
        object.withObject("/spec/flinkConfiguration")
                .withObject("/kubernetes/operator/job/upgrade/last-state-fallback")
                .put("enabled", false);
        assertThat(health(object)).isEqualTo("Degraded");
    }

    @Test
    void whatUpstreamRefusesInItsLoopIsDegradedThoughTheOldJobRuns() {
        Moment moment = UpstreamTraces.at("orders", 11);
        moment.object().withObject("/status").put("error", "ValidationException");

        assertThat(health(moment.object())).isEqualTo("Degraded");
        assertThat(BuiltInHealth.of(moment)).isEqualTo("Healthy");
    }

    @Test
    void sessionClusterIsHealthyWhenItsJobManagerIsReady() {
        ObjectNode object = UpstreamTraces.at("orders", 9).object();
        object.withObject("/spec").remove("job");
        object.withObject("/status").remove("jobStatus");
        assertThat(health(object)).isEqualTo("Healthy");

        object.withObject("/status").put("jobManagerDeploymentStatus", "DEPLOYING");
        assertThat(health(object)).isEqualTo("Progressing");
    }

    private static String health(JsonNode object) {
        return SCRIPT.on(object).get("status").asText();
    }
}
