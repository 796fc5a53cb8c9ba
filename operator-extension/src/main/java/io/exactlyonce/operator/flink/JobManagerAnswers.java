package io.exactlyonce.operator.flink;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.plan.evidence.CheckpointStatistics;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpointing;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpoints;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What Flink's REST interface answers, as an observation. A field that is not there is unknown. */
final class JobManagerAnswers {
    /** Only what says which revision it is: the rest may hold credentials. */
    private static final String OURS = "exactly-once.";

    private JobManagerAnswers() {}

    /** Keys of ours in {@code /jobmanager/config}, a list of key and value. */
    static Map<String, String> configuration(JsonNode answer) {
        Map<String, String> configuration = new HashMap<>();
        for (JsonNode entry : answer) {
            String key = entry.path("key").asText();
            if (key.startsWith(OURS) && entry.path("value").isTextual()) {
                configuration.put(key, entry.path("value").asText());
            }
        }
        return configuration;
    }

    /** A JobManager that has no job yet. */
    static FlinkObservation withoutJob(Map<String, String> configuration) {
        return new FlinkObservation(configuration, "", "", 0, null, Checkpoints.UNKNOWN);
    }

    /**
     * The whole.
     *
     * @param overview the job's entry of {@code /jobs/overview}
     * @param details {@code /jobs/:id}
     * @param settings {@code /jobs/:id/checkpoints/config}
     * @param statistics {@code /jobs/:id/checkpoints}
     */
    static FlinkObservation observation(
            Map<String, String> configuration,
            JsonNode overview,
            JsonNode details,
            JsonNode settings,
            JsonNode statistics) {
        String jobId = overview.path("jid").asText();
        return new FlinkObservation(
                configuration,
                jobId,
                overview.path("state").asText(),
                parallelism(details),
                settings.has("mode") ? checkpointing(settings) : null,
                checkpoints(statistics, jobId));
    }

    private static int parallelism(JsonNode details) {
        return StreamSupport.stream(details.path("vertices").spliterator(), false)
                .mapToInt(vertex -> vertex.path("parallelism").asInt())
                .max()
                .orElse(0);
    }

    private static Checkpointing checkpointing(JsonNode settings) {
        return new Checkpointing(
                settings.path("mode").asText().equalsIgnoreCase("exactly_once"),
                Duration.ofMillis(settings.path("interval").asLong()),
                Duration.ofMillis(settings.path("timeout").asLong()),
                Duration.ofMillis(settings.path("min_pause").asLong()),
                settings.path("max_concurrent").asInt());
    }

    private static Checkpoints checkpoints(JsonNode statistics, String jobId) {
        if (!statistics.path("latest").isObject()) {
            return Checkpoints.UNKNOWN;
        }
        JsonNode latest = statistics.path("latest");
        return new Checkpoints(
                true,
                // A savepoint is no checkpoint: it commits nothing.
                snapshot(latest.path("completed"), "latest_ack_timestamp", jobId),
                snapshot(latest.path("restored"), "restore_timestamp", ""),
                statistics(statistics.path("counts"), latest.path("completed")));
    }

    private static CheckpointStatistics statistics(JsonNode counts, JsonNode newest) {
        return new CheckpointStatistics(
                counts.path("completed").asLong(),
                counts.path("failed").asLong(),
                newest.has("end_to_end_duration")
                        ? new CheckpointStatistics.Newest(
                                Duration.ofMillis(newest.path("end_to_end_duration").asLong()),
                                newest.path("state_size").asLong(),
                                newest.path("checkpointed_size")
                                        .asLong(newest.path("state_size").asLong()))
                        : null);
    }

    /**
     * A completed or restored one.
     *
     * @param timestamp name of the field with its time; that of a restore is not its completion
     * @param jobId that made it; empty text if unknown
     */
    private static @Nullable Snapshot snapshot(JsonNode answer, String timestamp, String jobId) {
        if (!answer.isObject()) {
            return null;
        }
        long millis = answer.path(timestamp).asLong();
        boolean restored = timestamp.startsWith("restore");
        return new Snapshot(
                answer.path("external_path").asText(""),
                answer.path("id").asLong(),
                jobId,
                millis > 0 && !restored ? Instant.ofEpochMilli(millis) : null,
                answer.path("is_savepoint").asBoolean());
    }
}
