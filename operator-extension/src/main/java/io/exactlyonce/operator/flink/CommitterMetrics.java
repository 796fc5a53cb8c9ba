package io.exactlyonce.operator.flink;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Counters of a job's committers over REST. Flink names an operator {@code <sink>: Committer}, and
 * its metrics {@code <sink>__Committer.<group>.<counter>}; the vertex that it is chained into bears
 * the operator's name as well.
 */
final class CommitterMetrics {
    private static final String COMMITTER = "Committer";

    /** More sinks than a job has; bounds the requests. */
    private static final int MOST_VERTICES = 10;

    /** Counters in one request: its address must not become too long for a server. */
    private static final int MOST_COUNTERS = 100;

    private CommitterMetrics() {}

    /**
     * Each counter, summed over sinks and subtasks.
     *
     * @throws IOException if one of the questions is not answered
     */
    static Map<String, Long> sums(JobManagerRest rest, String jobId, Set<String> counters)
            throws IOException, InterruptedException {
        Map<String, Long> sums = new HashMap<>();
        for (String vertex : vertices(rest.get("/jobs/" + jobId))) {
            String metrics = "/jobs/" + jobId + "/vertices/" + vertex + "/subtasks/metrics";
            List<String> names = names(rest.get(metrics), counters);
            if (!names.isEmpty()) {
                String list =
                        names.stream()
                                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                                .collect(Collectors.joining(","));
                add(rest.get(metrics + "?agg=sum&get=" + list), sums);
            }
        }
        return Map.copyOf(sums);
    }

    private static List<String> vertices(JsonNode job) {
        return StreamSupport.stream(job.path("vertices").spliterator(), false)
                .filter(vertex -> vertex.path("name").asText().contains(COMMITTER))
                .map(vertex -> vertex.path("id").asText())
                .filter(id -> id.matches("[0-9a-f]{32}"))
                .limit(MOST_VERTICES)
                .toList();
    }

    private static List<String> names(JsonNode list, Set<String> counters) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(entry -> entry.path("id").asText())
                .filter(id -> id.contains(COMMITTER) && counters.contains(counter(id)))
                .limit(MOST_COUNTERS)
                .toList();
    }

    private static void add(JsonNode answer, Map<String, Long> sums) {
        for (JsonNode entry : answer) {
            if (entry.path("sum").isNumber()) {
                sums.merge(
                        counter(entry.path("id").asText()), entry.path("sum").asLong(), Long::sum);
            }
        }
    }

    private static String counter(String id) {
        return id.substring(id.lastIndexOf('.') + 1);
    }
}
