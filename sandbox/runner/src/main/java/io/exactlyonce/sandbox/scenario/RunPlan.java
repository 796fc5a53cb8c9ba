package io.exactlyonce.sandbox.scenario;

import io.exactlyonce.job.config.ValueFormat;
import io.exactlyonce.sandbox.feed.FeedPlan;
import io.exactlyonce.sandbox.feed.InputFile;
import io.exactlyonce.sandbox.feed.Routing;
import io.exactlyonce.sandbox.verdict.VerdictRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One run: its input, its pipeline, and the names it uses.
 *
 * @param records of the file that are fed
 * @param rules what the pipeline does, for the job and for the judge
 * @param pace how long the input lasts at an even pace
 */
public record RunPlan(
        InputFile input, long records, VerdictRequest.Rules rules, Duration pace, long seed) {
    public static final int PARTITIONS = 4;

    private static final String EVENT_ID = "event-id";
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int INCARNATION_LENGTH = 8;

    /** Name of the deployment: that of the file, as far as Kubernetes would take it. */
    public String name() {
        Path file = input.path().getFileName();
        String stem = String.valueOf(file).replaceFirst("\\.[^.]*$", "").toLowerCase(Locale.ROOT);
        String name = stem.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "records" : name.substring(0, Math.min(40, name.length()));
    }

    /** What the transactional-id prefixes of all revisions start with. */
    public String idStem() {
        Random random = new Random(seed);
        StringBuilder incarnation = new StringBuilder();
        for (int i = 0; i < INCARNATION_LENGTH; i++) {
            incarnation.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return "eo1.sandbox." + name() + "." + incarnation;
    }

    public String inputTopic() {
        return name();
    }

    public String outputTopic() {
        return name() + "." + rules.pipeline();
    }

    public String deadLetterTopic() {
        return name() + ".dead-letter";
    }

    public String group() {
        return "sandbox." + name();
    }

    /** Header that numbers the records of the file, or null when the job has no use for it. */
    private @Nullable String eventIdHeader() {
        return rules.pipeline().equals("dedupe") && rules.idField() == null ? EVENT_ID : null;
    }

    /** True when every record of the input has exactly one record of the output made from it. */
    public boolean isOneToOne() {
        return !rules.pipeline().equals("dedupe");
    }

    /** How the input is fed. */
    public FeedPlan feed() {
        return new FeedPlan(
                new Routing(input.recordFormat(), rules.keyField()),
                PARTITIONS,
                eventIdHeader(),
                pace,
                seed);
    }

    /** The {@code exactly-once.*} keys that all revisions share. */
    public Map<String, Object> jobSettings(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("exactly-once.kafka.bootstrap-servers", bootstrapServers);
        settings.put("exactly-once.source.topics", List.of(inputTopic()));
        settings.put("exactly-once.source.group-id", group());
        settings.put("exactly-once.source.start-from", "earliest");
        settings.put("exactly-once.sink.topic", outputTopic());
        settings.put("exactly-once.sink.dead-letter-topic", deadLetterTopic());
        settings.put("exactly-once.sink.naming-strategy", "INCREMENTING");
        settings.put("exactly-once.sink.transaction-timeout", "15 min");
        settings.put("exactly-once.pipeline.name", rules.pipeline());
        settings.put("exactly-once.pipeline.format", input.format().toString());
        if (input.format() == ValueFormat.CSV) {
            settings.put("exactly-once.pipeline.csv-columns", input.columns());
        }
        settings.put("exactly-once.pipeline.key-field", rules.keyField());
        putIfPresent(settings, "exactly-once.pipeline.value-field", rules.valueField());
        putIfPresent(settings, "exactly-once.dedupe.id-header", eventIdHeader());
        putIfPresent(settings, "exactly-once.dedupe.id-field", rules.idField());
        return settings;
    }

    private static void putIfPresent(
            Map<String, Object> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }

    /** What the judge is told. */
    public VerdictRequest verdictRequest(String bootstrapServers) {
        return new VerdictRequest(
                input.path().toAbsolutePath().toString(),
                input.limit(),
                rules,
                bootstrapServers,
                outputTopic(),
                deadLetterTopic());
    }
}
