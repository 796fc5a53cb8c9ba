package io.exactlyonce.job.pipeline;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.ValueFormat;
import io.exactlyonce.job.config.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pipelines on the class path. */
public final class Pipelines {
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

    private Pipelines() {}

    /** All of them by name, sorted. */
    public static Map<String, Pipeline> byName() {
        Map<String, Pipeline> found = new TreeMap<>();
        for (Pipeline pipeline :
                ServiceLoader.load(Pipeline.class, Pipeline.class.getClassLoader())) {
            Pipeline other = found.put(pipeline.name(), pipeline);
            if (other != null) {
                throw new IllegalStateException(
                        "Two pipelines are named '"
                                + pipeline.name()
                                + "': "
                                + other.getClass().getName()
                                + " and "
                                + pipeline.getClass().getName());
            }
        }
        return found;
    }

    /** What the runnable jar needs beyond the library: a known pipeline, topics, a format. */
    public static List<Violation> violations(ExactlyOnceConfig config) {
        List<Violation> found = new ArrayList<>();
        if (config.source().topics().isEmpty()) {
            found.add(missing(ExactlyOnceOptions.SOURCE_TOPICS.key(), "there is nothing to read"));
        }
        topic(
                ExactlyOnceOptions.SINK_TOPIC.key(),
                config.sink().topic(),
                "results have nowhere to go",
                found);
        topic(
                ExactlyOnceOptions.SINK_DEAD_LETTER_TOPIC.key(),
                config.sink().deadLetterTopic(),
                "a record that cannot be processed would be lost or fail the job for ever",
                found);
        topicNames(config, found);
        loops(config, found);
        columns(config.pipeline(), found);
        Map<String, Pipeline> pipelines = byName();
        Pipeline pipeline = pipelines.get(config.pipeline().name());
        if (pipeline == null) {
            found.add(
                    new Violation(
                            ExactlyOnceOptions.PIPELINE.key(),
                            "'" + config.pipeline().name() + "' is not on the class path",
                            "there is nothing to run",
                            "use one of " + pipelines.keySet()));
        } else {
            found.addAll(pipeline.violations(config.pipeline()));
        }
        return found;
    }

    /** A violation for a key that is not set. */
    static Violation missing(String key, String why) {
        return new Violation(key, "not set", why, "set " + key);
    }

    /** A violation when values are not parsed and so have no fields. */
    static List<Violation> needsFields(ExactlyOnceConfig.Pipeline config) {
        return config.format() == ValueFormat.RAW
                ? List.of(
                        new Violation(
                                ExactlyOnceOptions.PIPELINE_FORMAT.key(),
                                "raw",
                                "raw values have no fields to look at",
                                "set it to json or csv"))
                : List.of();
    }

    private static void topic(
            String key, @Nullable String topic, String why, List<Violation> found) {
        if (topic == null) {
            found.add(missing(key, why));
        }
    }

    private static void topicNames(ExactlyOnceConfig config, List<Violation> found) {
        Map<String, List<String>> named = new TreeMap<>();
        named.put(ExactlyOnceOptions.SOURCE_TOPICS.key(), config.source().topics());
        named.put(ExactlyOnceOptions.SINK_TOPIC.key(), present(config.sink().topic()));
        named.put(
                ExactlyOnceOptions.SINK_DEAD_LETTER_TOPIC.key(),
                present(config.sink().deadLetterTopic()));
        named.forEach(
                (key, names) ->
                        names.stream()
                                .filter(name -> !TOPIC.matcher(name).matches())
                                .map(
                                        name ->
                                                new Violation(
                                                        key,
                                                        "'" + name + "' cannot be a topic",
                                                        "Kafka takes 1 to 249 letters, digits,"
                                                                + " '.', '_' and '-'",
                                                        "correct it; topics of a list are"
                                                                + " separated by ';'"))
                                .forEach(found::add));
    }

    private static List<String> present(@Nullable String topic) {
        return topic == null ? List.of() : List.of(topic);
    }

    private static void loops(ExactlyOnceConfig config, List<Violation> found) {
        for (String topic : config.source().topics()) {
            if (topic.equals(config.sink().topic())
                    || topic.equals(config.sink().deadLetterTopic())) {
                found.add(
                        new Violation(
                                ExactlyOnceOptions.SOURCE_TOPICS.key(),
                                "'" + topic + "' is also written",
                                "the job would read its own output for ever",
                                "read and write different topics"));
            }
        }
        String topic = config.sink().topic();
        if (topic != null && topic.equals(config.sink().deadLetterTopic())) {
            found.add(
                    new Violation(
                            ExactlyOnceOptions.SINK_DEAD_LETTER_TOPIC.key(),
                            "'" + topic + "' takes the results as well",
                            "readers of the results would meet records that could not be processed",
                            "name a topic of its own"));
        }
    }

    private static void columns(ExactlyOnceConfig.Pipeline config, List<Violation> found) {
        String key = ExactlyOnceOptions.PIPELINE_CSV_COLUMNS.key();
        List<String> columns = config.csvColumns();
        if (config.format() != ValueFormat.CSV) {
            return;
        }
        if (columns.isEmpty()) {
            found.add(missing(key, "csv values have no header line to take names from"));
            return;
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            found.add(
                    new Violation(
                            key,
                            "a name occurs twice in " + columns,
                            "one of the two columns could not be told from the other",
                            "give every column a name of its own"));
        }
        if (columns.size() == 1 && columns.get(0).contains(",")) {
            found.add(
                    new Violation(
                            key,
                            "one column named '" + columns.get(0) + "'",
                            "every record would have more columns than that and be a dead letter",
                            "separate names by ';'"));
        }
        field(ExactlyOnceOptions.PIPELINE_KEY_FIELD.key(), config.keyField(), columns, found);
        field(ExactlyOnceOptions.PIPELINE_VALUE_FIELD.key(), config.valueField(), columns, found);
        field(ExactlyOnceOptions.DEDUPE_ID_FIELD.key(), config.dedupe().idField(), columns, found);
    }

    private static void field(
            String key, @Nullable String field, List<String> columns, List<Violation> found) {
        if (field != null && !columns.contains(field)) {
            found.add(
                    new Violation(
                            key,
                            "'" + field + "' is none of the columns " + columns,
                            "every record would count as one without it",
                            "use the name of a column"));
        }
    }
}
