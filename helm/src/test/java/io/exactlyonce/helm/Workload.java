package io.exactlyonce.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The operator's Deployment.
 *
 * @param deployment the whole object
 */
record Workload(Manifest deployment) {
    static Workload of(Rendered rendered) {
        return rendered.objects().stream()
                .filter(object -> object.kind().equals("Deployment"))
                .map(Workload::new)
                .findFirst()
                .orElseThrow();
    }

    JsonNode template() {
        return deployment.json().at("/spec/template");
    }

    JsonNode pod() {
        return template().get("spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    List<String> portNames() {
        return container().path("ports").findValuesAsText("name");
    }

    int port(String name) {
        return container()
                .path("ports")
                .valueStream()
                .filter(port -> port.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("containerPort")
                .asInt();
    }
}
