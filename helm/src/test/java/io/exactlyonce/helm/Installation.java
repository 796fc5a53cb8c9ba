package io.exactlyonce.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.RunningOperator;
import io.exactlyonce.operator.apiserver.AuditedCall;
import io.exactlyonce.operator.apiserver.TestApiServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A release on a real API server. No node is there to run its pod: the operator runs in this JVM,
 * with the environment that the pod would have and as the pod's service account.
 *
 * @param namespace of the release
 */
record Installation(TestApiServer server, String namespace, Rendered rendered) {
    /** The oldest that the chart is for. The server of these tests knows no matchConditions. */
    private static final String KUBERNETES = "1.25.0";

    static Installation of(TestApiServer server, String release, String namespace, String values) {
        return new Installation(
                server, namespace, Chart.render(release, namespace, values, KUBERNETES));
    }

    /** Applies everything as rendered, but for the way from the API server to the webhook. */
    void apply() {
        for (Manifest object : rendered.objects()) {
            if (object.kind().equals("CustomResourceDefinition")) {
                server.install(object.toString());
            }
        }
        server.kubectl()
                .runWithInput(
                        rendered.objects().stream()
                                .filter(it -> !it.kind().equals("CustomResourceDefinition"))
                                .map(this::reachable)
                                .map(Manifest::toString)
                                .collect(Collectors.joining()),
                        "apply",
                        "-f-")
                .success();
    }

    /**
     * A server alone has no network for Services: theirs is the name of this host here, and the
     * webhook is called at the port of the container. Name and certificate stay the Service's.
     */
    private Manifest reachable(Manifest object) {
        ObjectNode json = object.json().deepCopy();
        if (object.kind().equals("Service")) {
            ObjectNode spec = (ObjectNode) json.get("spec");
            spec.put("type", "ExternalName").put("externalName", "localhost").remove("selector");
        }
        for (JsonNode webhook : json.path("webhooks")) {
            ((ObjectNode) webhook.at("/clientConfig/service"))
                    .put("port", Integer.parseInt(environment().get("EXACTLY_ONCE_WEBHOOK_PORT")));
        }
        return new Manifest(json);
    }

    /** Of the container. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        container()
                .path("env")
                .forEach(
                        variable ->
                                environment.put(
                                        variable.path("name").asText(),
                                        variable.path("value").asText()));
        return environment;
    }

    private JsonNode pod() {
        return rendered.objects().stream()
                .filter(object -> object.kind().equals("Deployment"))
                .findFirst()
                .orElseThrow()
                .json()
                .at("/spec/template/spec");
    }

    private JsonNode container() {
        return pod().at("/containers/0");
    }

    private String account() {
        return pod().path("serviceAccountName").asText();
    }

    /** Starts the operator as its pod would. */
    RunningOperator start() {
        return RunningOperator.start(environment(), server.client(namespace, account()));
    }

    /** As the pod would see the cluster. */
    io.fabric8.kubernetes.client.KubernetesClient client() {
        return server.client(namespace, account());
    }

    /** What the release lets the operator do. */
    List<Permission> permissions() {
        return Permission.of(rendered.objects(), account());
    }

    /** What the operator has asked of the server. */
    List<AuditedCall> calls() {
        String user = "system:serviceaccount:" + namespace + ":" + account();
        return server.calls().stream().filter(call -> call.user().equals(user)).toList();
    }

    /** Takes the webhooks away: the way out when no operator runs. */
    void breakGlass() {
        for (Manifest object : rendered.objects()) {
            if (object.kind().endsWith("WebhookConfiguration")) {
                server.kubectl().run("delete", object.kind(), object.name()).success();
            }
        }
    }
}
