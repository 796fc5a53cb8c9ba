package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.ReleaseHistory;
import io.exactlyonce.operator.RunningOperator;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestApiServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release by the commands of the pages, on a real API server, with Helm's own code. The server
 * may be older than the chart allows and no node runs a pod, so copies of the chart are installed:
 * without {@code kubeVersion}, and with a paused Deployment, which Helm takes for a ready one.
 */
@RequiresApiServer
class HelmLifecycleIT {
    private static final String NAME = "exactly-once-operator";
    private static final String NAMESPACE = "exactly-once-system";
    private static final String DEPLOYMENTS = "/apis/apps/v1/deployments";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/";
    private static final String OURS = "/apis/exactlyonce.io/v1alpha1/";
    private static final List<String> OF_THE_RELEASE =
            List.of(
                    DEPLOYMENTS,
                    "/api/v1/services",
                    "/api/v1/serviceaccounts",
                    RBAC + "roles",
                    RBAC + "rolebindings",
                    RBAC + "clusterroles",
                    RBAC + "clusterrolebindings",
                    WEBHOOKS + "mutatingwebhookconfigurations",
                    WEBHOOKS + "validatingwebhookconfigurations");
    private static final List<String> WRITTEN =
            List.of(
                    OURS + "exactlyoncepolicies",
                    OURS + "transactionledgers",
                    "/apis/coordination.k8s.io/v1/leases",
                    "/api/v1/secrets");
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String LEDGER =
            """
            apiVersion: exactlyonce.io/v1alpha1
            kind: TransactionLedger
            metadata: {name: copy-v3hoer2s, namespace: streaming}
            spec: {deployment: copy, incarnation: v3hoer2s}
            """;
    private static final String FIELD = "\"newer\":\"field\"";
    private static final List<String> INSTALL = Page.of("README.md").command("helm install");
    private static final List<String> UPGRADE =
            Page.of("docs/upgrade.md").command("helm upgrade", "--reset-then-reuse-values");
    private static final List<String> BACK =
            Page.of("docs/upgrade.md").command("helm upgrade", "--set crds.enabled=false");
    private static final List<String> UNINSTALL =
            Page.of("docs/install.md").command("helm uninstall");
    private static final List<String> DELETE =
            Page.of("docs/install.md").command("kubectl delete crd");

    private final TestApiServer server;
    private final Path work;

    HelmLifecycleIT(TestApiServer server, @TempDir Path work) {
        this.server = server;
        this.work = work;
    }

    @Test
    void commandsOfThePagesDoWhatThePagesSay() throws IOException {
        Path chart = chart("released", "paused: true");
        Path newer = chart("newer", "");
        server.kubectl().run("create", "namespace", "streaming").success();
        // Those of another test belong to no release.
        deleteDefinitions("--ignore-not-found");

        helm(INSTALL, chart);
        runTheOperator();
        apply(Page.of("k8s/examples/policy.yaml").text());
        apply(LEDGER);
        upgradeKeepsWhatTheOperatorWrote(chart);
        failedUpgradeGoesBack(newer);
        wayBackKeepsTheDefinitions(chart, newer);
        uninstallKeepsDefinitionsAndWhatIsOfThem();

        deleteDefinitions();
        assertThat(server.kubectl().run("get", "eop,txl", "--all-namespaces").stderr())
                .contains("could not find the requested resource");
    }

    private void deleteDefinitions(String... more) {
        server.kubectl()
                .run(Stream.concat(DELETE.stream().skip(1), Stream.of(more)).toArray(String[]::new))
                .success();
    }

    private void upgradeKeepsWhatTheOperatorWrote(Path chart) throws IOException {
        Map<String, JsonNode> before = release();
        assertThat(authorities(before)).hasSize(4).doesNotContain("");

        helm(UPGRADE, chart, "--set", "logLevel=DEBUG");

        assertThat(release().keySet()).isEqualTo(before.keySet());
        assertThat(release().toString()).contains("DEBUG", "flink-state");
        assertThat(authorities(release())).isEqualTo(authorities(before));
    }

    /** By the code of {@code helm rollback}. */
    private void failedUpgradeGoesBack(Path newer) {
        Map<String, JsonNode> release = release();
        Map<String, JsonNode> definitions = definitions();
        Map<String, JsonNode> written = written();

        assertThatThrownBy(() -> helm(UPGRADE, newer, "--atomic", "--timeout", "1s"))
                .hasMessageContainingAll("has been rolled back due to atomic", "deadline exceeded");

        assertThat(history()).containsExactly("superseded", "superseded", "failed", "deployed");
        assertThat(release()).isEqualTo(release);
        assertThat(definitions()).isEqualTo(definitions);
        assertThat(written()).isEqualTo(written);
    }

    private void wayBackKeepsTheDefinitions(Path chart, Path newer) throws IOException {
        Map<String, JsonNode> release = release();
        helm(UPGRADE, newer);
        Map<String, JsonNode> definitions = definitions();
        await("a field that only the newer one knows").until(this::isNewerFieldWritten);
        Map<String, JsonNode> written = written();

        helm(BACK, chart);

        assertThat(release()).isEqualTo(release);
        assertThat(definitions()).isEqualTo(definitions);
        assertThat(written()).isEqualTo(written);

        helm(UPGRADE, chart, "--set", "crds.enabled=true");
        assertThat(definitions()).isNotEqualTo(definitions);
        await("no such field").until(() -> !written().toString().contains(FIELD));
    }

    private boolean isNewerFieldWritten() {
        server.kubectl()
                .with("--namespace=streaming")
                .run("patch", "txl/copy-v3hoer2s", "--type=merge", "-p={\"spec\":{" + FIELD + "}}")
                .success();
        return written().toString().contains(FIELD);
    }

    private void uninstallKeepsDefinitionsAndWhatIsOfThem() throws IOException {
        Map<String, JsonNode> definitions = definitions();
        Map<String, JsonNode> written = written();

        helm(UNINSTALL, Chart.FOLDER);

        assertThat(release()).isEmpty();
        assertThat(definitions()).isEqualTo(definitions);
        assertThat(written()).isEqualTo(written);
    }

    private void helm(List<String> words, Path chart, String... more) throws IOException {
        new HelmLine(words).with(more).run(chart, server.kubeconfig(), work);
    }

    private void apply(String manifest) {
        server.kubectl().runWithInput(manifest, "apply", "-f-").success();
    }

    private List<String> history() {
        return Helm.history(NAME)
                .withNamespace(NAMESPACE)
                .withKubeConfig(server.kubeconfig())
                .call()
                .stream()
                .map(ReleaseHistory::getStatus)
                .toList();
    }

    /** With another version, so that every object differs, and a line in the Deployment's spec. */
    private static Path chart(String version, String line) {
        return Chart.copy(
                version,
                (file, text) ->
                        switch (file) {
                            case "Chart.yaml" ->
                                    text.replaceAll("(?m)^kubeVersion:.*$", "")
                                            .replaceAll(
                                                    "(?m)^(version|appVersion):.*$",
                                                    "$1: 0.1.0-" + version);
                            case "templates/deployment.yaml" ->
                                    text.replaceFirst("(?m)^spec:$", "spec:\n  " + line);
                            default ->
                                    text.replaceFirst(
                                            "(?m)^( +)deploymentUid:$",
                                            "$1" + version + ": {type: string}\n$0");
                        });
    }

    /** Until it has made its certificate and named its authority to the API server. */
    private void runTheOperator() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        release()
                .get(DEPLOYMENTS + "/" + NAME)
                .at("/spec/template/spec/containers/0/env")
                .forEach(
                        it -> environment.put(it.path("name").asText(), it.path("value").asText()));
        environment.put("EXACTLY_ONCE_WEBHOOK_PORT", freePort());
        environment.put("EXACTLY_ONCE_WEBHOOK_DRAIN", "0s");
        environment.put("EXACTLY_ONCE_MONITORING_PORT", freePort());
        try (RunningOperator operator =
                RunningOperator.start(environment, server.client(NAMESPACE, NAME))) {
            assertThat(operator).isNotNull();
            await("its authority").until(() -> !authorities(release()).contains(""));
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    private static List<String> authorities(Map<String, JsonNode> release) {
        return release.values().stream()
                .flatMap(object -> object.path("webhooks").valueStream())
                .map(webhook -> webhook.at("/clientConfig/caBundle").asText())
                .toList();
    }

    private Map<String, JsonNode> release() {
        return objects(
                OF_THE_RELEASE,
                it ->
                        NAME.equals(
                                it.at("/metadata/labels")
                                        .path("app.kubernetes.io/instance")
                                        .asText()));
    }

    private Map<String, JsonNode> definitions() {
        return objects(
                List.of(DEFINITIONS), it -> it.at("/spec/group").asText().equals("exactlyonce.io"));
    }

    /** What users and the operator wrote, not what Helm did. */
    private Map<String, JsonNode> written() {
        return objects(
                WRITTEN,
                it ->
                        Set.of("streaming", NAMESPACE)
                                        .contains(it.at("/metadata/namespace").asText())
                                && !it.path("type").asText().startsWith("helm.sh/"));
    }

    /** By kind and name, without what every write changes. */
    private Map<String, JsonNode> objects(List<String> kinds, Predicate<JsonNode> which) {
        Map<String, JsonNode> objects = new TreeMap<>();
        for (String kind : kinds) {
            for (JsonNode object :
                    Serialization.unmarshal(server.client().raw(kind), JsonNode.class)
                            .get("items")) {
                if (which.test(object)) {
                    ((ObjectNode) object).remove("status");
                    ((ObjectNode) object.get("metadata"))
                            .remove(List.of("generation", "managedFields", "resourceVersion"));
                    objects.put(kind + "/" + object.at("/metadata/name").asText(), object);
                }
            }
        }
        return objects;
    }
}
