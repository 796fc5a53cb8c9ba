package io.exactlyonce.operator.deployment;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code spec.flinkConfiguration}, flattened as upstream flattens it: any mixture of nested and
 * flat forms, lists included.
 *
 * @param entries key to value, as the job will see them
 * @param setTwice keys that are written in more than one form; upstream lets the later one win
 *     without a word
 */
public record FlinkConfiguration(SortedMap<String, String> entries, List<String> setTwice) {

    /** A key that was found, by the name it was written with. */
    public record Setting(String key, String value) {}

    /** Reads {@code flinkConfiguration} of a spec; absent means no entries. */
    public static FlinkConfiguration of(Fields spec) {
        return new FlinkConfiguration(new TreeMap<>(), List.of());
    }

    /** The value of exactly this key. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The setting of an option by its current name or any older one. */
    public Optional<Setting> setting(FlinkKey option) {
        return option.names().stream()
                .filter(entries::containsKey)
                .map(name -> new Setting(name, entries.getOrDefault(name, "")))
                .findFirst();
    }

    public Optional<String> value(FlinkKey option) {
        return setting(option).map(Setting::value);
    }
}
