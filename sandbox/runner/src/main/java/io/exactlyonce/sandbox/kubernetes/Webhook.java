package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.sandbox.cluster.InVainException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks the webhook, as an API server does that was told of it and of its certificate. */
final class Webhook {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an API server waits for at most, and by default. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final String address;
    private final Random uids;

    /**
     * @param trusted knows the webhook's certificate and no other
     * @param seed of the request's uids, which the incarnation of a deployment is made of
     */
    Webhook(SSLContext trusted, int port, long seed) {
        this.http =
                HttpClient.newBuilder()
                        .sslContext(trusted)
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(TIMEOUT)
                        .build();
        this.address = "https://127.0.0.1:" + port;
        this.uids = new Random(seed);
    }

    /**
     * The {@code response} of one review.
     *
     * @param path {@code /mutate} or {@code /validate}
     * @param stored null for a CREATE
     */
    JsonNode review(String path, ObjectNode object, @Nullable ObjectNode stored) {
        ObjectNode review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        ObjectNode request = review.putObject("request");
        String uid = new UUID(uids.nextLong(), uids.nextLong()).toString();
        request.put("uid", uid);
        describe(request, Resource.FLINK_DEPLOYMENT);
        request.put("name", Resource.name(object))
                .put("namespace", Resource.namespace(object))
                .put("operation", stored == null ? "CREATE" : "UPDATE")
                .put("dryRun", false);
        request.putObject("userInfo").put("username", "developer");
        request.putObject("options")
                .put("apiVersion", "meta.k8s.io/v1")
                .put("kind", stored == null ? "CreateOptions" : "UpdateOptions")
                .put("fieldManager", "kubectl-client-side-apply");
        request.set("object", object);
        request.set("oldObject", stored);
        JsonNode response = post(path, review).path("response");
        if (!response.path("uid").asText().equals(uid)) {
            throw new InVainException("The webhook answered another request: " + response);
        }
        return response;
    }

    private static void describe(ObjectNode request, Resource resource) {
        for (String field : new String[] {"kind", "requestKind"}) {
            request.putObject(field)
                    .put("group", resource.group())
                    .put("version", resource.version())
                    .put("kind", resource.kind());
        }
        for (String field : new String[] {"resource", "requestResource"}) {
            request.putObject(field)
                    .put("group", resource.group())
                    .put("version", resource.version())
                    .put("resource", resource.plural());
        }
    }

    private JsonNode post(String path, ObjectNode review) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(review.toString()))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new InVainException(
                        "The webhook answered " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("The webhook does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InVainException("Stopped while asking the webhook");
        }
    }
}
