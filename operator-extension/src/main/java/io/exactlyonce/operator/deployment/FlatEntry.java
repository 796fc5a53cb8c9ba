package io.exactlyonce.operator.deployment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One value of {@code flinkConfiguration} where it is written, and the key it flattens to. Follows
 * {@code ConfigObjectNode.asFlatMap} of upstream 1.13 and newer:
 *
 * <ul>
 *   <li>names on the way to a value are joined by dots, whatever mixture of nested and flat they
 *       are;
 *   <li>a list becomes its members' texts joined by semicolons; an object or list in it becomes
 *       empty text; an empty list sets nothing;
 *   <li>an empty object sets nothing, empty text is a value;
 *   <li>a number is the text that Java gives a {@code double} or a whole number.
 * </ul>
 *
 * @param key the flat key
 * @param value the text upstream gives the job
 * @param path names from {@code flinkConfiguration} down to the value
 */
record FlatEntry(String key, String value, List<String> path) {

    /**
     * All values, the one that wins for its key last. An API server stores names sorted, so
     * upstream reads them sorted however the file had them; for one key the flatter form is the
     * later.
     */
    static List<FlatEntry> of(Fields configuration) {
        List<FlatEntry> entries = new ArrayList<>();
        flatten(configuration.values(), "", List.of(), entries);
        return entries;
    }

    /** A scalar as the text that upstream sees. */
    static String text(Object value) {
        return value instanceof BigDecimal decimal
                ? String.valueOf(decimal.doubleValue())
                : String.valueOf(value);
    }

    private static void flatten(
            Object value, String key, List<String> path, List<FlatEntry> entries) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, member) -> sorted.put(String.valueOf(name), member));
            sorted.forEach(
                    (name, member) ->
                            flatten(
                                    member,
                                    key.isEmpty() ? name : key + "." + name,
                                    append(path, name),
                                    entries));
        } else if (!(value instanceof List<?> list)) {
            entries.add(new FlatEntry(key, text(value), path));
        } else if (!list.isEmpty()) {
            entries.add(new FlatEntry(key, joined(list), path));
        }
    }

    private static String joined(List<?> list) {
        return list.stream()
                .map(member -> member instanceof Map || member instanceof List ? "" : text(member))
                .collect(Collectors.joining(";"));
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }
}
