package io.exactlyonce.operator.flink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * JSON over the REST interface of one JobManager: short, bounded, never redirected. What answers is
 * a pod with somebody's code in it, so nothing of it is trusted to be small, quick or well formed.
 */
final class JobManagerRest {
    /** For one answer: a JobManager on a loaded node may take a second for each. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** A list of some hundred vertices, or every key of a configuration, takes a tenth of it. */
    static final int LARGEST = 4 * 1024 * 1024;

    private static final int OK = 200;
    private static final int DEEPEST = 50;
    private static final ObjectMapper MAPPER = mapper();

    private final HttpClient client;
    private final URI base;

    JobManagerRest(HttpClient client, URI base) {
        this.client = client;
        this.base = base;
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder().build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
        return mapper;
    }

    /**
     * The answer to a GET.
     *
     * @throws IOException if there is none, or it is no JSON, or too long, or an error
     */
    JsonNode get(String path) throws IOException, InterruptedException {
        return get(path, TIMEOUT);
    }

    /**
     * The answer to a GET.
     *
     * @param timeout for all of it, to the last byte; more than nothing and at most {@link
     *     #TIMEOUT}
     * @throws IOException if there is none, or it is no JSON, or too long, or an error
     */
    JsonNode get(String path, Duration timeout) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                whole(HttpRequest.newBuilder(URI.create(base + path)).GET().build(), timeout);
        if (response.statusCode() != OK) {
            throw new IOException("HTTP " + response.statusCode());
        }
        try {
            return MAPPER.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new IOException("no JSON", e);
        }
    }

    /** A request's own limit ends where the body begins, so that one is not used. */
    private HttpResponse<byte[]> whole(HttpRequest request, Duration timeout)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, headers -> new BoundedBody(LARGEST));
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException("no answer", e.getCause());
        } finally {
            response.cancel(true);
        }
    }
}
