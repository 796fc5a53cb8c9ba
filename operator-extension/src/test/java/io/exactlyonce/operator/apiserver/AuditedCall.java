package io.exactlyonce.operator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A request of a service account as the API server recorded it.
 *
 * @param user {@code system:serviceaccount:NAMESPACE:NAME}
 * @param group of the API; empty for the core
 * @param resource with its subresource, {@code flinkdeployments/scale}
 * @param namespace empty for all, or for what has none
 * @param name empty if the request names none
 * @param allowed what RBAC decided
 */
public record AuditedCall(
        String user,
        String verb,
        String group,
        String resource,
        String namespace,
        String name,
        boolean allowed) {
    /** A request is recorded when it was judged: at its end, or when a watch begins. */
    static final String POLICY =
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: Metadata, userGroups: ["system:serviceaccounts"]}
            - {level: None}
            """;

    private static final JsonMapper JSON = new JsonMapper();

    static List<AuditedCall> readAll(Path log) {
        try {
            if (!Files.exists(log)) {
                return List.of();
            }
            String text = Files.readString(log);
            // The last line may still be written.
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(AuditedCall::parse)
                    .filter(event -> event.has("objectRef"))
                    .map(AuditedCall::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private static AuditedCall of(JsonNode event) {
        JsonNode object = event.get("objectRef");
        String subresource = object.path("subresource").asText();
        return new AuditedCall(
                event.at("/user/username").asText(),
                event.path("verb").asText(),
                object.path("apiGroup").asText(),
                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                object.path("namespace").asText(),
                object.path("name").asText(),
                "allow"
                        .equals(
                                event.path("annotations")
                                        .path("authorization.k8s.io/decision")
                                        .asText()));
    }
}
