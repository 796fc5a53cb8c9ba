package io.exactlyonce.job.config;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/** Reads options one by one and remembers what is wrong instead of stopping at the first error. */
final class ConfigReader {
    private static final Duration LONGEST_OF_KAFKA = Duration.ofMillis(Integer.MAX_VALUE);
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final ReadableConfig flink;
    private final List<Violation> violations = new ArrayList<>();

    ConfigReader(ReadableConfig flink) {
        this.flink = flink;
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** A key nobody reads is a setting its author believes in: a typo must not pass in silence. */
    void refuseUnknownKeys() {
        List<ConfigOption<?>> options = OptionCatalog.all();
        Set<String> known = options.stream().map(ConfigOption::key).collect(Collectors.toSet());
        for (String key : new TreeSet<>(flink.toMap().keySet())) {
            if (key.startsWith(ExactlyOnceOptions.PREFIX)
                    && !known.contains(key)
                    && known.stream()
                            .filter(map -> map.endsWith(".properties"))
                            .noneMatch(map -> key.startsWith(map + "."))) {
                violations.add(
                        new Violation(
                                key,
                                "unknown key",
                                "a setting that is not read does not do what its author expects",
                                "did you mean " + closest(key, known) + "? Otherwise remove it"));
            }
        }
    }

    private static String closest(String key, Set<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(
                        Comparator.<String>comparingInt(other -> distance.apply(key, other))
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    <T> T value(ConfigOption<T> option) {
        try {
            return flink.get(option);
        } catch (IllegalArgumentException e) {
            violations.add(unreadable(option, rootMessage(e)));
            return option.defaultValue();
        }
    }

    @Nullable String optional(ConfigOption<String> option) {
        return flink.getOptional(option).filter(text -> !text.isBlank()).orElse(null);
    }

    String required(ConfigOption<String> option, String why) {
        String value = optional(option);
        if (value == null) {
            violations.add(new Violation(option.key(), "not set", why, "set " + option.key()));
            return "";
        }
        return value;
    }

    List<String> list(ConfigOption<List<String>> option) {
        return List.copyOf(value(option));
    }

    List<AcceptedLoss> acceptedLosses() {
        ConfigOption<List<String>> option = CommitOptions.ACCEPT_LOST_COMMITS;
        List<AcceptedLoss> accepted = new ArrayList<>();
        for (String entry : list(option)) {
            AcceptedLoss.parse(entry)
                    .ifPresentOrElse(
                            accepted::add,
                            () ->
                                    violations.add(
                                            unreadable(
                                                    option,
                                                    "'" + entry + "' is not ID@CHECKPOINT")));
        }
        return List.copyOf(accepted);
    }

    Map<String, String> map(ConfigOption<Map<String, String>> option) {
        return Map.copyOf(value(option));
    }

    int atLeast(ConfigOption<Integer> option, int minimum) {
        int value = value(option);
        if (value < minimum) {
            violations.add(unreadable(option, value + " is below " + minimum));
        }
        return value;
    }

    int bytes(ConfigOption<MemorySize> option) {
        long bytes = value(option).getBytes();
        if (bytes < 1024 || bytes > Integer.MAX_VALUE) {
            violations.add(unreadable(option, bytes + " bytes is not between 1 kb and 2 gb"));
            return (int) option.defaultValue().getBytes();
        }
        return (int) bytes;
    }

    Duration notNegative(ConfigOption<Duration> option) {
        return duration(option, Duration.ZERO, FOREVER);
    }

    Duration positive(ConfigOption<Duration> option) {
        return duration(option, Duration.ofMillis(1), FOREVER);
    }

    /** A duration that Kafka can take: whole milliseconds in 32 bits. */
    Duration kafkaTimeout(ConfigOption<Duration> option) {
        return duration(option, Duration.ofMillis(1), LONGEST_OF_KAFKA);
    }

    private Duration duration(ConfigOption<Duration> option, Duration minimum, Duration maximum) {
        Duration value = value(option);
        if (value.compareTo(minimum) < 0 || value.compareTo(maximum) > 0) {
            violations.add(
                    unreadable(option, value + " is not between " + minimum + " and " + maximum));
            return option.defaultValue();
        }
        return value;
    }

    long startTimestamp() {
        String text =
                required(
                        ExactlyOnceOptions.SOURCE_START_TIMESTAMP,
                        "`start-from: timestamp` has no point to start from");
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return text.matches("\\d+") ? Long.parseLong(text) : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            violations.add(
                    unreadable(
                            ExactlyOnceOptions.SOURCE_START_TIMESTAMP,
                            "'" + text + "' is neither an ISO-8601 instant nor milliseconds"));
            return 0;
        }
    }

    private static Violation unreadable(ConfigOption<?> option, String observed) {
        return new Violation(
                option.key(),
                observed,
                "the job would run with a setting nobody chose",
                "correct the value or remove the key to use the default ("
                        + option.defaultValue()
                        + ")");
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
