package io.exactlyonce.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The few questions we ask the JobManager over its REST API. */
public final class FlinkRest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SAVEPOINT_PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String address;
    private final String jobId;

    FlinkRest(int port, String jobId) {
        this.address = "http://127.0.0.1:" + port;
        this.jobId = jobId;
    }

    /** Where a browser finds Flink's own UI. */
    public String address() {
        return address;
    }

    /** Id of the job. */
    public String jobId() {
        return jobId;
    }

    /** True when the job is RUNNING and so is every task of it. */
    public boolean allTasksRun() throws IOException, InterruptedException {
        JsonNode job = get("/jobs/" + jobId);
        if (!job.path("state").asText().equals("RUNNING") || job.path("vertices").isEmpty()) {
            return false;
        }
        for (JsonNode vertex : job.path("vertices")) {
            int running = vertex.path("tasks").path("RUNNING").asInt();
            if (running != vertex.path("parallelism").asInt()) {
                return false;
            }
        }
        return true;
    }

    /** Id of the newest completed checkpoint of this JobManager's life; 0 when there is none. */
    public long newestCheckpoint() throws IOException, InterruptedException {
        return checkpoints().path("latest").path("completed").path("id").asLong();
    }

    /** Id of the checkpoint the job was last restored from; 0 when it never was. */
    public long restoredCheckpoint() throws IOException, InterruptedException {
        return checkpoints().path("latest").path("restored").path("id").asLong();
    }

    /** When the job was last restored, in milliseconds since 1970; 0 when it never was. */
    public long restoredAt() throws IOException, InterruptedException {
        return checkpoints().path("latest").path("restored").path("restore_timestamp").asLong();
    }

    private JsonNode checkpoints() throws IOException, InterruptedException {
        return get("/jobs/" + jobId + "/checkpoints");
    }

    /**
     * Stops the job with a savepoint, which commits everything written so far, and returns the path
     * of the savepoint.
     *
     * @throws IllegalStateException when the savepoint failed; the job then runs on
     */
    public String stopWithSavepoint() throws IOException, InterruptedException {
        HttpRequest request =
                request("/jobs/" + jobId + "/stop")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"drain\": false}"))
                        .build();
        String trigger = send(request).path("request-id").asText();
        String[] path = new String[1];
        Await.until(
                "the savepoint of job " + jobId,
                SAVEPOINT_PATIENCE,
                () -> {
                    JsonNode answer = get("/jobs/" + jobId + "/savepoints/" + trigger);
                    if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
                        return false;
                    }
                    path[0] = answer.path("operation").path("location").asText();
                    if (path[0].isEmpty()) {
                        throw new InVainException(
                                "Flink could not stop the job with a savepoint: "
                                        + answer.path("operation")
                                                .path("failure-cause")
                                                .path("class")
                                                .asText());
                    }
                    return true;
                });
        return path[0];
    }

    /** State of the job, for example {@code FINISHED}. */
    public String state() throws IOException, InterruptedException {
        return get("/jobs/" + jobId).path("state").asText();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT);
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    request.uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
