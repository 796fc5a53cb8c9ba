package io.exactlyonce.operator.policy;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Flink ({@code 1 min}), Go ({@code 1m30s}) and ISO 8601 ({@code PT1M}) write them. A
 * bare number is none: Flink would take it for milliseconds, its author means seconds.
 */
final class DurationText {
    /** Also the pattern in the schema of the custom resource; no number can overflow. */
    static final String PATTERN =
            "0|([0-9]{1,9} ?(ms|millis?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?"
                    + "|d|days?))+|P([0-9]{1,9}D)?(T([0-9]{1,9}[HMS])+)?";

    private static final Pattern WHOLE = Pattern.compile(PATTERN);
    private static final Pattern PART = Pattern.compile("([0-9]+) ?([a-z]+)");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "milli", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "sec", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "min", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));

    private DurationText() {}

    /** The duration, never negative; empty if the text is none. */
    static Optional<Duration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        if (text.startsWith("P")) {
            return iso(text);
        }
        Duration sum = Duration.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            long count = Long.parseLong(parts.group(1));
            sum = sum.plus(unit(parts.group(2)).multipliedBy(count));
        }
        return Optional.of(sum);
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** By the short form that a long one starts with; the pattern has let no other one pass. */
    private static Duration unit(String name) {
        for (String known : new String[] {"milli", "ms", "min", "sec"}) {
            if (name.startsWith(known)) {
                return UNITS.getOrDefault(known, Duration.ZERO);
            }
        }
        return UNITS.getOrDefault(name.substring(0, 1), Duration.ZERO);
    }
}
