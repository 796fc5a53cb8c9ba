package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Speaks to a webhook as an API server does. */
final class WebhookClient {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final HttpClient client;
    private final int port;

    WebhookClient(TestCertificate trusted, int port) {
        this.client =
                HttpClient.newBuilder()
                        .sslContext(trusted.trusted())
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        this.port = port;
    }

    /** The response in the answer to a review. */
    JsonNode review(String path, String review) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(path, review);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode read = MAPPER.readTree(answer.body());
        assertThat(read.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
        assertThat(read.path("kind").asText()).isEqualTo("AdmissionReview");
        return read.path("response");
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }
}
