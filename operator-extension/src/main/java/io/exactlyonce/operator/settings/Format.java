package io.exactlyonce.operator.settings;

import io.exactlyonce.operator.policy.EndpointBounds;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a value is written.
 *
 * @param expected what is accepted, as the end of "expected …"
 * @param parser empty for anything else
 */
record Format<T>(String expected, Function<String, Optional<T>> parser) {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|min|m|h|d)");

    /** Text as it is; an empty one means that nothing is set. */
    static Format<String> text() {
        return new Format<>("text", Optional::of);
    }

    static Format<String> matching(String expected, String pattern) {
        return new Format<>(expected, text -> Optional.of(text).filter(t -> t.matches(pattern)));
    }

    static Format<Boolean> trueOrFalse() {
        return new Format<>(
                "true or false",
                text ->
                        switch (text) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    static Format<Integer> wholeNumber(int least, int most) {
        return new Format<>(
                "a whole number from " + least + " to " + most,
                text ->
                        Optional.of(text)
                                .filter(t -> t.matches("[0-9]{1,9}"))
                                .map(Integer::valueOf)
                                .filter(number -> number >= least && number <= most));
    }

    static Format<Duration> duration(Duration least, Duration most) {
        String expected =
                "a duration from %s to %s, as 500ms, 30s, 5m or 2h"
                        .formatted(write(least), write(most));
        return new Format<>(
                expected,
                text ->
                        duration(text)
                                .filter(duration -> duration.compareTo(least) >= 0)
                                .filter(duration -> duration.compareTo(most) <= 0));
    }

    static <E extends Enum<E>> Format<E> oneOf(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        String expected = "one of " + constants.toString().replaceAll("[\\[\\]]", "");
        return new Format<>(
                expected,
                text ->
                        constants.stream()
                                .filter(constant -> constant.name().equals(upper(text)))
                                .findFirst());
    }

    /** Separated by commas or white space; one bad member spoils the list. */
    static Format<List<String>> listOf(Format<String> member) {
        return new Format<>(
                "a list separated by commas, each " + member.expected(),
                text -> {
                    List<String> members =
                            Arrays.stream(text.split("[,\\s]+"))
                                    .filter(part -> !part.isEmpty())
                                    .distinct()
                                    .toList();
                    boolean good =
                            members.stream()
                                    .allMatch(part -> member.parser.apply(part).isPresent());
                    return good ? Optional.of(members) : Optional.empty();
                });
    }

    /** What {@link EndpointBounds} takes. */
    static Format<List<String>> endpoints() {
        return listOf(
                new Format<>(
                        "a host glob or a CIDR block",
                        member ->
                                Optional.of(member)
                                        .filter(
                                                m ->
                                                        EndpointBounds.problems(List.of(m))
                                                                .isEmpty())));
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "h" -> Duration.ofHours(amount);
                    case "d" -> Duration.ofDays(amount);
                    default -> Duration.ofMinutes(amount);
                });
    }

    private static String write(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }
}
