package io.exactlyonce.sandbox.scenario;

import io.exactlyonce.job.config.ValueFormat;
import io.exactlyonce.sandbox.feed.FeedPlan;
import io.exactlyonce.sandbox.feed.InputFile;
import io.exactlyonce.sandbox.feed.Routing;
import io.exactlyonce.sandbox.verdict.VerdictRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
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

    /** Start of all transactional ids under a policy that sets no other. */
    static final String ID_STEM = "eo1.";

    private static final String EVENT_ID = "event-id";

    /** What topics are named after: the file. */
    public String name() {
        Path file = input.path().getFileName();
        String stem = String.valueOf(file).replaceFirst("\\.[^.]*$", "").toLowerCase(Locale.ROOT);
        String name = stem.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "records" : name.substring(0, Math.min(40, name.length()));
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

    /**
     * What the user's {@code flinkConfiguration} says in this run, whatever the example of the
     * pipeline says; null for what it does not say.
     */
    public Map<String, @Nullable String> settings() {
        boolean csv = input.format() == ValueFormat.CSV;
        Map<String, @Nullable String> settings = new LinkedHashMap<>();
        settings.put("exactly-once.source.topics", inputTopic());
        settings.put("exactly-once.sink.topic", outputTopic());
        settings.put("exactly-once.sink.dead-letter-topic", deadLetterTopic());
        settings.put("exactly-once.pipeline.format", input.format().toString());
        settings.put("exactly-once.pipeline.csv-columns", csv ? list(input.columns()) : null);
        settings.put("exactly-once.pipeline.key-field", rules.keyField());
        settings.put("exactly-once.pipeline.value-field", rules.valueField());
        settings.put("exactly-once.dedupe.id-header", eventIdHeader());
        settings.put("exactly-once.dedupe.id-field", rules.idField());
        return settings;
    }

    /** A list as Flink reads it; an item with a separator or a quote in it stands in quotes. */
    private static String list(List<String> items) {
        return items.stream()
                .map(item -> item.matches("[^;'\"]*") ? item : "'" + item.replace("'", "''") + "'")
                .collect(Collectors.joining(";"));
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
