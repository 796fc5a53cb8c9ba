package io.exactlyonce.operator.revision;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What we added to a spec: keys of {@code flinkConfiguration}, and fields of the spec as {@code
 * spec.job.upgradeMode}. It is kept in an annotation, so that what is ours and what is the user's
 * can be told apart without any other record.
 *
 * @param entries key to value
 */
public record InjectedBlock(SortedMap<String, String> entries) {
    /** The one field of the spec outside {@code flinkConfiguration} that is ever filled in. */
    public static final String UPGRADE_MODE = "spec.job.upgradeMode";

    /** Nothing added. */
    public static final InjectedBlock EMPTY = new InjectedBlock(new TreeMap<>());

    private static final String SEPARATOR = ": ";

    /** Copies. */
    public InjectedBlock {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    public static InjectedBlock of(Map<String, String> entries) {
        return new InjectedBlock(new TreeMap<>(entries));
    }

    /**
     * Reads {@link #format()}. Lines that are none of ours are left out: the annotation is writable
     * by users, and a line less only makes a key the user's.
     */
    public static InjectedBlock parse(String text) {
        SortedMap<String, String> entries = new TreeMap<>();
        for (String line : text.split("\n")) {
            int separator = line.indexOf(SEPARATOR);
            if (separator > 0) {
                entries.put(
                        line.substring(0, separator),
                        unescape(line.substring(separator + SEPARATOR.length())));
            }
        }
        return new InjectedBlock(entries);
    }

    /** One {@code key: value} a line, sorted by key; line breaks in values are escaped. */
    public String format() {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + SEPARATOR + escape(entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String unescape(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character == '\\' && i + 1 < value.length()) {
                i++;
                text.append(value.charAt(i) == 'n' ? '\n' : value.charAt(i));
            } else {
                text.append(character);
            }
        }
        return text.toString();
    }

    /** The entries whose key passes. */
    public InjectedBlock only(Predicate<String> keys) {
        SortedMap<String, String> kept = new TreeMap<>(entries);
        kept.keySet().removeIf(keys.negate());
        return new InjectedBlock(kept);
    }

    /** These entries, and those of the other whose key is not here. */
    public InjectedBlock and(InjectedBlock other) {
        SortedMap<String, String> all = new TreeMap<>(other.entries);
        all.putAll(entries);
        return new InjectedBlock(all);
    }

    public Optional<String> value(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The spec with every entry set. */
    public Fields addTo(Fields spec) {
        Map<String, Object> configuration =
                new LinkedHashMap<>(spec.object(FlinkConfiguration.FIELD).values());
        entries.forEach(
                (key, value) -> {
                    if (!key.equals(UPGRADE_MODE)) {
                        configuration.put(key, value);
                    }
                });
        Fields completed = spec;
        if (!configuration.isEmpty()) {
            completed = completed.with(configuration, FlinkConfiguration.FIELD);
        }
        String upgradeMode = entries.get(UPGRADE_MODE);
        return upgradeMode == null ? completed : completed.with(upgradeMode, path(UPGRADE_MODE));
    }

    /** The spec without the entries that still have our value; another value is the user's. */
    public Fields removeFrom(Fields spec) {
        Map<String, Object> configuration =
                new LinkedHashMap<>(spec.object(FlinkConfiguration.FIELD).values());
        boolean any = configuration.keySet().removeIf(key -> standsIn(spec, key));
        Fields stripped = any ? spec.with(configuration, FlinkConfiguration.FIELD) : spec;
        return standsIn(spec, UPGRADE_MODE) ? stripped.without(path(UPGRADE_MODE)) : stripped;
    }

    /** Whether the spec holds the entry of this key with our value. */
    public boolean standsIn(Fields spec, String key) {
        String value = entries.get(key);
        return value != null && spec.text(path(key)).filter(value::equals).isPresent();
    }

    /** Where an entry stands in a spec: keys of {@code flinkConfiguration} are written flat. */
    public static String[] path(String key) {
        return key.equals(UPGRADE_MODE)
                ? new String[] {"job", "upgradeMode"}
                : new String[] {FlinkConfiguration.FIELD, key};
    }
}
