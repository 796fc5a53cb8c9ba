package io.exactlyonce.helm;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The objects that overlays add are written as the chart renders them. */
class KustomizeFilesTest {
    private static final Path K8S = Path.of("../k8s");

    @Test
    void highAvailability() {
        hold(
                "overlays/high-availability",
                "poddisruptionbudget.yaml",
                "{replicas: 2}",
                all -> true);
    }

    @Test
    void singleNamespace() {
        hold(
                "overlays/single-namespace",
                "rbac.yaml",
                "{watchNamespaces: [shop]}",
                document -> document.contains("\n  namespace: \"shop\"\n"));
    }

    @Test
    void policySecrets() {
        hold(
                "overlays/policy-secrets",
                "rbac.yaml",
                "{policySecrets: [{namespace: streaming, names: [flink-state, kafka-user,"
                        + " kafka-cluster-ca-cert]}]}",
                document -> document.contains("-policy-secrets\n"));
    }

    @Test
    void certManager() {
        hold(
                "overlays/cert-manager",
                "certificate.yaml",
                "{webhook: {certificates: {mode: certManager}}, assumeApis: [cert-manager.io/v1]}",
                all -> true);
    }

    @Test
    void monitoring() {
        hold(
                "monitoring",
                "monitoring.yaml",
                "{monitoring: {podMonitor: {enabled: true}, prometheusRule: {enabled: true}},"
                        + " assumeApis: [monitoring.coreos.com/v1]}",
                all -> true);
    }

    private static void hold(
            String folder, String template, String values, Predicate<String> which) {
        List<String> documents =
                Chart.render(values).templates().get(template).stream().filter(which).toList();
        Generated.hold(
                KustomizeFilesTest.class,
                K8S.resolve(folder).resolve(template),
                BaseFiles.plain(
                        "# Rendered from helm/exactly-once-operator with "
                                + values.substring(1, values.length() - 1)
                                + "; do not edit.\n",
                        documents));
    }
}
