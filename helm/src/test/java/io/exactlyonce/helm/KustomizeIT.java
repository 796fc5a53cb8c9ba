package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kubectl apply -k} would apply is what Helm would install with some values. */
@RequiresApiServer
class KustomizeIT {
    private static final List<String> NOT_OF_THE_CHART = List.of("Namespace");
    private static final List<String> MONITORING =
            List.of("PodMonitor", "PrometheusRule", "ConfigMap");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base                      | {}",
                "overlays/high-availability| {replicas: 2}",
                "overlays/single-namespace | {watchNamespaces: [shop]}",
                "overlays/policy-secrets   | {policySecrets: [{namespace: streaming, names:"
                        + " [flink-state, kafka-user, kafka-cluster-ca-cert]}]}",
                "overlays/cert-manager     | {webhook: {certificates: {mode: certManager}},"
                        + " assumeApis: [cert-manager.io/v1]}"
            })
    void equalsTheChart(
            Kustomization folder, String values, TestApiServer server, @TempDir Path copy)
            throws IOException {
        Map<String, Manifest> built = byId(folder.build(server.kubectl(), copy));
        built.values().removeIf(object -> NOT_OF_THE_CHART.contains(object.kind()));

        assertThat(built).containsExactlyInAnyOrderEntriesOf(byId(Chart.render(values).objects()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value =
                    "monitoring | {monitoring: {podMonitor: {enabled: true}, prometheusRule: {enabled:"
                            + " true}, dashboard: {enabled: true}}, assumeApis:"
                            + " [monitoring.coreos.com/v1]}")
    void monitoringEqualsThatOfTheChart(
            Kustomization folder, String values, TestApiServer server, @TempDir Path copy)
            throws IOException {
        Map<String, Manifest> chart = byId(Chart.render(values).objects());
        chart.values().removeIf(object -> !MONITORING.contains(object.kind()));

        assertThat(byId(folder.build(server.kubectl(), copy)))
                .containsExactlyInAnyOrderEntriesOf(chart);
    }

    private static Map<String, Manifest> byId(List<Manifest> objects) {
        Map<String, Manifest> byId = new TreeMap<>();
        for (Manifest object : objects) {
            Manifest plain = object.withoutHelm();
            assertThat(byId.put(plain.id(), plain)).as("twice: %s", plain).isNull();
        }
        return byId;
    }
}
