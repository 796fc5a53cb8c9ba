package io.exactlyonce.operator.deployment;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Durations as Flink's configuration writes them: a whole number with a unit, milliseconds without
 * one, or ISO-8601. The units are those of Flink's {@code TimeUtils} (1.20 and 2.2).
 */
public final class DurationText {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,40}+)\\s*+(\\D*+)");

    /** From the largest on; the first label is the one to write. */
    private static final List<Unit> UNITS =
            List.of(
                    new Unit(ChronoUnit.DAYS, List.of("d", "day", "days")),
                    new Unit(ChronoUnit.HOURS, List.of("h", "hour", "hours")),
                    new Unit(ChronoUnit.MINUTES, List.of("min", "m", "minute", "minutes")),
                    new Unit(ChronoUnit.SECONDS, List.of("s", "sec", "secs", "second", "seconds")),
                    new Unit(
                            ChronoUnit.MILLIS,
                            List.of("ms", "milli", "millis", "millisecond", "milliseconds")),
                    new Unit(
                            ChronoUnit.MICROS,
                            List.of("µs", "micro", "micros", "microsecond", "microseconds")),
                    new Unit(
                            ChronoUnit.NANOS,
                            List.of("ns", "nano", "nanos", "nanosecond", "nanoseconds")));

    private static final Map<String, ChronoUnit> BY_LABEL =
            UNITS.stream()
                    .flatMap(unit -> unit.labels().stream().map(label -> Map.entry(label, unit)))
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().unit()));

    /**
     * Counted in nanoseconds it still fits a {@code long}; what is longer is written as ISO-8601.
     */
    private static final Duration LONGEST = Duration.ofDays(100_000);

    private record Unit(ChronoUnit unit, List<String> labels) {}

    private DurationText() {}

    /** Empty if Flink would refuse the text, negative durations included. */
    public static Optional<Duration> parse(String text) {
        String trimmed = text.trim();
        Matcher amount = AMOUNT.matcher(trimmed);
        try {
            return amount.matches()
                    ? parse(new BigInteger(amount.group(1)), amount.group(2).trim())
                    : Optional.of(Duration.parse(trimmed)).filter(iso -> !iso.isNegative());
        } catch (DateTimeException | ArithmeticException refused) {
            return Optional.empty();
        }
    }

    /** In the largest unit that loses nothing: {@code 90 s}, {@code 2 min}. */
    public static String format(Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            return duration.toString();
        }
        for (Unit unit : UNITS) {
            Duration length = unit.unit().getDuration();
            long times = duration.dividedBy(length);
            if (times > 0 && length.multipliedBy(times).equals(duration)) {
                return times + " " + unit.labels().get(0);
            }
        }
        return "0 ms";
    }

    private static Optional<Duration> parse(BigInteger amount, String label) {
        ChronoUnit unit =
                label.isEmpty() ? ChronoUnit.MILLIS : BY_LABEL.get(label.toLowerCase(Locale.ROOT));
        return Optional.ofNullable(unit).map(known -> times(amount, known));
    }

    private static Duration times(BigInteger amount, ChronoUnit unit) {
        BigInteger[] seconds =
                amount.multiply(BigInteger.valueOf(unit.getDuration().toNanos()))
                        .divideAndRemainder(BigInteger.valueOf(1_000_000_000L));
        return Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValueExact());
    }
}
