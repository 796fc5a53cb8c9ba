package io.exactlyonce.operator.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * {@code spec.flinkConfiguration}, flattened as upstream flattens it: any mixture of nested and
 * flat forms, lists included (see {@link FlatEntry}).
 *
 * @param entries key to value, as upstream sees them
 * @param setTwice keys that are written in more than one form; upstream lets one win without a word
 */
public record FlinkConfiguration(SortedMap<String, String> entries, List<String> setTwice) {
    /** Field of the spec. */
    public static final String FIELD = "flinkConfiguration";

    /** A key that was found, by the name it was written with. */
    public record Setting(String key, String value) {}

    /** Copies, so that nothing changes behind a decision. */
    public FlinkConfiguration {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        setTwice = List.copyOf(setTwice);
    }

    /** Reads {@code flinkConfiguration} of a spec; absent means no entries. */
    public static FlinkConfiguration of(Fields spec) {
        return spec.object(FIELD).flattened(FlinkConfiguration::flatten);
    }

    private static FlinkConfiguration flatten(Fields configuration) {
        SortedMap<String, String> entries = new TreeMap<>();
        Set<String> twice = new TreeSet<>();
        for (FlatEntry entry : FlatEntry.of(configuration)) {
            if (entries.put(entry.key(), entry.value()) != null) {
                twice.add(entry.key());
            }
        }
        return new FlinkConfiguration(entries, List.copyOf(twice));
    }

    /** Entries that came about elsewhere, for example a namespace's defaults. */
    public static FlinkConfiguration ofEntries(SortedMap<String, String> entries) {
        return new FlinkConfiguration(entries, List.of());
    }

    /** The value of exactly this key. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The setting of an option by its current name or any older one; Flink looks in this order. */
    public Optional<Setting> setting(FlinkKey option) {
        return option.names().stream()
                .filter(entries::containsKey)
                .map(name -> new Setting(name, entries.getOrDefault(name, "")))
                .findFirst();
    }

    /** Every setting of an option; more than one means that a name is written but not read. */
    public List<Setting> settings(FlinkKey option) {
        return option.names().stream()
                .filter(entries::containsKey)
                .map(name -> new Setting(name, entries.getOrDefault(name, "")))
                .toList();
    }

    public Optional<String> value(FlinkKey option) {
        return setting(option).map(Setting::value);
    }

    public boolean has(FlinkKey option) {
        return setting(option).isPresent();
    }

    /** Keys equal to {@code stem} or below it ({@code stem.…}), as Flink reads a map option. */
    public SortedMap<String, String> under(String stem) {
        SortedMap<String, String> found = new TreeMap<>();
        entries.forEach(
                (key, value) -> {
                    if (key.equals(stem) || key.startsWith(stem + ".")) {
                        found.put(key, value);
                    }
                });
        return Collections.unmodifiableSortedMap(found);
    }

    /** An option that is a duration. */
    public Reading<Duration> duration(FlinkKey option) {
        return read(option, "a duration such as 30 s, 2 min or PT2M", DurationText::parse);
    }

    /** An option that is true or false, in any case of letters. */
    public Reading<Boolean> flag(FlinkKey option) {
        return read(option, "true or false", FlinkConfiguration::parseFlag);
    }

    /** An option that is a whole number. */
    public Reading<Integer> integer(FlinkKey option) {
        return read(option, "a whole number", FlinkConfiguration::parseInteger);
    }

    /** These entries with others laid over them. */
    public FlinkConfiguration with(SortedMap<String, String> others) {
        SortedMap<String, String> merged = new TreeMap<>(entries);
        merged.putAll(others);
        return new FlinkConfiguration(merged, setTwice);
    }

    /** As {@link #with(SortedMap)}, for one entry. */
    public FlinkConfiguration with(String key, String value) {
        SortedMap<String, String> one = new TreeMap<>();
        one.put(key, value);
        return with(one);
    }

    /** These entries without some keys. */
    public FlinkConfiguration without(Set<String> keys) {
        SortedMap<String, String> kept = new TreeMap<>(entries);
        kept.keySet().removeAll(keys);
        return new FlinkConfiguration(
                kept, setTwice.stream().filter(key -> !keys.contains(key)).toList());
    }

    /**
     * Where a flat key is written, as paths from the spec on; several if it is set twice, the one
     * that wins last, none if it is absent.
     */
    public static List<List<String>> paths(Fields spec, String key) {
        return FlatEntry.of(spec.object(FIELD)).stream()
                .filter(entry -> entry.key().equals(key))
                .map(entry -> pathInSpec(entry.path()))
                .toList();
    }

    /**
     * The spec with a flat key at top level, and no other form of it. An object that stands under
     * just this name gives way: its keys are written flat, none is lost.
     */
    public static Fields withEntry(Fields spec, String key, String value) {
        Fields changed = remove(spec, key);
        FlinkConfiguration others = of(changed);
        for (FlatEntry entry : FlatEntry.of(changed.object(FIELD))) {
            if (entry.path().size() > 1 && entry.path().get(0).equals(key)) {
                String winner = others.value(entry.key()).orElse(entry.value());
                changed = changed.with(winner, FIELD, entry.key());
            }
        }
        return changed.with(value, FIELD, key);
    }

    /**
     * The spec without a flat key, in whatever form it was written. Objects left empty by that go
     * too, {@code flinkConfiguration} itself included: upstream sees no difference.
     */
    public static Fields withoutEntry(Fields spec, String key) {
        return remove(spec, key);
    }

    private static Fields remove(Fields spec, String key) {
        Fields changed = spec;
        for (List<String> path : paths(spec, key)) {
            List<String> step = path;
            do {
                changed = changed.without(step.toArray(String[]::new));
                step = step.subList(0, step.size() - 1);
            } while (!step.isEmpty() && changed.object(step.toArray(String[]::new)).isEmpty());
        }
        return changed;
    }

    private static List<String> pathInSpec(List<String> path) {
        List<String> whole = new ArrayList<>(List.of(FIELD));
        whole.addAll(path);
        return List.copyOf(whole);
    }

    private <T> Reading<T> read(
            FlinkKey option, String expected, Function<String, Optional<T>> parser) {
        Optional<Setting> found = setting(option);
        if (found.isEmpty()) {
            return new Reading.Absent<>();
        }
        Setting setting = found.get();
        return parser.apply(setting.value())
                .<Reading<T>>map(value -> new Reading.Read<>(setting, value))
                .orElseGet(() -> new Reading.Unreadable<>(setting, expected));
    }

    private static Optional<Boolean> parseFlag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> parseInteger(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException refused) {
            return Optional.empty();
        }
    }
}
