package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.sandbox.cluster.InVainException;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects and tells watchers of them, as an API server does. It knows neither admission nor
 * schemas: {@link Kubectl} brings the webhook in.
 */
final class ApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;

    /** Tells of every request; loggers are only kept as long as somebody holds them. */
    private static final Logger CHATTER = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();
    private final String address;

    private ApiServer(KubernetesMockServer server, String address) {
        this.server = server;
        this.address = address;
    }

    /** Starts an empty one on loopback. */
    static ApiServer start(int port) {
        CHATTER.setLevel(Level.WARNING);
        KubernetesMockServer server =
                new KubernetesMockServer(
                        new Context(),
                        new MockWebServer(),
                        new HashMap<>(),
                        new KubernetesCrudDispatcher(List.of()),
                        false);
        server.init(InetAddress.getLoopbackAddress(), port);
        return new ApiServer(server, "http://127.0.0.1:" + port);
    }

    /** Writes a kubeconfig file for clients of it. */
    void writeKubeconfig(Path file) {
        String text =
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: sandbox, cluster: {server: "%s"}}]
                users: [{name: sandbox, user: {}}]
                contexts: [{name: sandbox, context: {cluster: sandbox, user: sandbox, namespace: default}}]
                current-context: sandbox
                """
                        .formatted(address);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<ObjectNode> get(Resource resource, String namespace, String name) {
        return send(HttpRequest.newBuilder(uri(resource.path(namespace, name))).GET());
    }

    /** Stores an object; the server gives it its uid and versions. */
    ObjectNode create(Resource resource, ObjectNode object) {
        URI uri = uri(resource.collection(Resource.namespace(object)));
        return written(send(HttpRequest.newBuilder(uri).POST(body(object))), object);
    }

    ObjectNode replace(Resource resource, ObjectNode object) {
        return replace(resource, object, "");
    }

    ObjectNode replaceStatus(Resource resource, ObjectNode object) {
        return replace(resource, object, "/status");
    }

    private ObjectNode replace(Resource resource, ObjectNode object, String subresource) {
        String path = resource.path(Resource.namespace(object), Resource.name(object));
        return written(
                send(HttpRequest.newBuilder(uri(path + subresource)).PUT(body(object))), object);
    }

    private URI uri(String path) {
        return URI.create(address + path);
    }

    private static BodyPublisher body(ObjectNode object) {
        return HttpRequest.BodyPublishers.ofString(object.toString());
    }

    private static ObjectNode written(Optional<ObjectNode> answer, ObjectNode object) {
        return answer.orElseThrow(
                () -> new InVainException("The API server lost " + Resource.name(object)));
    }

    private Optional<ObjectNode> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    http.send(
                            request.header("Content-Type", "application/json")
                                    .timeout(TIMEOUT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            if (answer.statusCode() / 100 != 2) {
                throw new InVainException("The API server answered " + answer.body());
            }
            return Optional.of((ObjectNode) JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("The API server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InVainException("Stopped while asking the API server");
        }
    }

    /** A copy that can be changed. */
    static ObjectNode copy(@Nullable JsonNode object) {
        return object instanceof ObjectNode node ? node.deepCopy() : JSON.createObjectNode();
    }

    @Override
    public void close() {
        server.destroy();
    }
}
