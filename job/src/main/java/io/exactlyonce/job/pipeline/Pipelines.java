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
import org.jspecify.annotations.Nullable;

/** The pipelines on the class path. */
public final class Pipelines {
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
    }

    private static void columns(ExactlyOnceConfig.Pipeline config, List<Violation> found) {
        String key = ExactlyOnceOptions.PIPELINE_CSV_COLUMNS.key();
        if (config.format() != ValueFormat.CSV) {
            return;
        }
        if (config.csvColumns().isEmpty()) {
            found.add(missing(key, "csv values have no header line to take names from"));
        } else if (new HashSet<>(config.csvColumns()).size() < config.csvColumns().size()) {
            found.add(
                    new Violation(
                            key,
                            "a name occurs twice in " + config.csvColumns(),
                            "one of the two columns could not be told from the other",
                            "give every column a name of its own"));
        }
    }
}
