package io.exactlyonce.operator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Allows everything, keeps every AdmissionReview, and adds one configuration key to each
 * FlinkDeployment without it.
 */
final class RecordingWebhook implements AutoCloseable {
    static final String INJECTED_KEY = "exactly-once.revision";
    static final String INJECTED_VALUE = "1";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpsServer server;
    private final List<Review> reviews = new CopyOnWriteArrayList<>();

    /** A request, and whether it came to be mutated or to be validated. */
    record Review(boolean mutating, JsonNode request) {
        String text(String pointer) {
            return request.at(pointer).asText();
        }
    }

    private RecordingWebhook(HttpsServer server) {
        this.server = server;
        server.createContext("/mutate", exchange -> answer(exchange, true));
        server.createContext("/validate", exchange -> answer(exchange, false));
    }

    static RecordingWebhook start(KeyAndCertificate certificate) throws IOException {
        HttpsServer server =
                HttpsServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        RecordingWebhook webhook = new RecordingWebhook(server);
        server.start();
        return webhook;
    }

    URI mutate() {
        return uri("/mutate");
    }

    URI validate() {
        return uri("/validate");
    }

    /** What came to be mutated, oldest first, since the last {@link #forget}. */
    List<Review> mutations() {
        return reviews.stream().filter(Review::mutating).toList();
    }

    /** What came to be validated, oldest first, since the last {@link #forget}. */
    List<Review> validations() {
        return reviews.stream().filter(review -> !review.mutating()).toList();
    }

    void forget() {
        reviews.clear();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange, boolean mutating) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody()).get("request");
            reviews.add(new Review(mutating, request));
            ObjectNode review = JSON.createObjectNode();
            review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
            ObjectNode response = review.putObject("response");
            response.put("uid", request.get("uid").asText()).put("allowed", true);
            ArrayNode patch = mutating ? patch(request.get("object")) : JSON.createArrayNode();
            if (!patch.isEmpty()) {
                byte[] bytes = patch.toString().getBytes(StandardCharsets.UTF_8);
                response.put("patchType", "JSONPatch")
                        .put("patch", Base64.getEncoder().encodeToString(bytes));
            }
            byte[] body = JSON.writeValueAsBytes(review);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static ArrayNode patch(JsonNode object) {
        ArrayNode patch = JSON.createArrayNode();
        if (!object.at("/spec/flinkConfiguration").has(INJECTED_KEY)) {
            patch.addObject()
                    .put("op", "add")
                    .put("path", "/spec/flinkConfiguration/" + INJECTED_KEY)
                    .put("value", INJECTED_VALUE);
        }
        return patch;
    }
}
