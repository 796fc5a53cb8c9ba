package io.exactlyonce.operator.deployment;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An immutable object as JSON or YAML has it: nothing known of it is lost, nothing is added by
 * default. A typed class would do both to a resource of another version.
 *
 * @param values strings, numbers, booleans, lists, and maps with string keys; a null is left out,
 *     as Kubernetes means "absent" by it
 */
public record Fields(Map<String, Object> values) {
    /** No field at all. */
    public static final Fields EMPTY = new Fields(Map.of());

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    /** Copies deeply, and keeps the order; what is part of another object is shared. */
    public Fields {
        values = copyOfMap(values);
    }

    /** Of a map with any keys, which count as text. */
    public static Fields of(Map<?, ?> map) {
        return new Fields(copyOfMap(map));
    }

    /** The value at a path; empty if any step is absent or no object. */
    public Optional<Object> at(String... path) {
        Object current = values;
        for (String step : path) {
            if (!(current instanceof Map<?, ?> map) || !map.containsKey(step)) {
                return Optional.empty();
            }
            current = map.get(step);
        }
        return Optional.ofNullable(current);
    }

    /** A scalar as the text one would write in YAML; empty if absent or no scalar. */
    public Optional<String> text(String... path) {
        return at(path).filter(value -> !(value instanceof Map || value instanceof List))
                .map(String::valueOf);
    }

    /** A whole number, also one written as text; empty if absent or something else. */
    public Optional<Long> number(String... path) {
        return text(path).filter(text -> WHOLE.matcher(text).matches()).map(Long::valueOf);
    }

    /** Whether the value is {@code true}, also written as text. */
    public boolean isTrue(String... path) {
        return text(path).filter("true"::equals).isPresent();
    }

    /** Whether there is a value at the path, whatever it is. */
    public boolean has(String... path) {
        return at(path).isPresent();
    }

    /** The object at a path, {@link #EMPTY} if there is none. */
    public Fields object(String... path) {
        return new Fields(at(path).map(Fields::asMap).orElse(Map.of()));
    }

    /** The list at a path, empty if there is none. */
    public List<Object> list(String... path) {
        return at(path).filter(List.class::isInstance)
                .map(value -> copyOfList((List<?>) value))
                .orElse(List.of());
    }

    /** The objects in the list at a path; members that are no objects are left out. */
    public List<Fields> objects(String... path) {
        return list(path).stream()
                .filter(Map.class::isInstance)
                .map(member -> new Fields(asMap(member)))
                .toList();
    }

    /** Names of the fields, in their order. */
    public Set<String> names() {
        return values.keySet();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The same with a value set; objects on the way are made, anything else there is replaced. */
    public Fields with(Object value, String... path) {
        return new Fields(set(values, value, path, 0));
    }

    /** The same without the value at a path; objects that become empty stay. */
    public Fields without(String... path) {
        return has(path) ? new Fields(set(values, null, path, 0)) : this;
    }

    /** These fields as a flat configuration: worked out once for as long as they are kept. */
    FlinkConfiguration flattened(Function<Fields, FlinkConfiguration> reader) {
        return values instanceof FrozenMap frozen
                ? frozen.flattened(this, reader)
                : reader.apply(this);
    }

    private static Map<String, Object> set(
            Map<String, Object> map, @Nullable Object value, String[] path, int depth) {
        Map<String, Object> changed = new LinkedHashMap<>(map);
        String step = path[depth];
        if (depth < path.length - 1) {
            changed.put(step, set(asMap(changed.get(step)), value, path, depth + 1));
        } else if (value == null) {
            changed.remove(step);
        } else {
            changed.put(step, copyOf(value instanceof Fields fields ? fields.values() : value));
        }
        return new FrozenMap(changed);
    }

    private static Map<String, Object> asMap(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? copyOfMap(map) : Map.of();
    }

    private static Map<String, Object> copyOfMap(Map<?, ?> map) {
        if (map instanceof FrozenMap frozen) {
            return frozen;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach(
                (key, value) -> {
                    if (value != null) {
                        copy.put(String.valueOf(key), copyOf(value));
                    }
                });
        return new FrozenMap(copy);
    }

    private static Object copyOf(Object value) {
        if (value instanceof Map<?, ?> map) {
            return copyOfMap(map);
        }
        return value instanceof List<?> list ? copyOfList(list) : value;
    }

    private static List<Object> copyOfList(List<?> list) {
        if (list instanceof FrozenList frozen) {
            return frozen;
        }
        List<Object> copy = new ArrayList<>();
        for (Object member : list) {
            if (member != null) {
                copy.add(copyOf(member));
            }
        }
        return new FrozenList(copy);
    }

    /**
     * A map of which this class knows that nothing below it changes: a part of an object is asked
     * for a hundred times in a decision, and need not be copied for each.
     */
    private static final class FrozenMap extends AbstractMap<String, Object> {
        private final Map<String, Object> members;

        /** Follows from the members; whichever thread works it out first, it is the same. */
        private volatile @Nullable FlinkConfiguration flat;

        FrozenMap(Map<String, Object> members) {
            this.members = Collections.unmodifiableMap(members);
        }

        FlinkConfiguration flattened(Fields fields, Function<Fields, FlinkConfiguration> reader) {
            FlinkConfiguration known = flat;
            if (known == null) {
                known = reader.apply(fields);
                flat = known;
            }
            return known;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return members.entrySet();
        }

        @Override
        public Set<String> keySet() {
            return members.keySet();
        }

        @Override
        public @Nullable Object get(Object key) {
            return members.get(key);
        }

        @Override
        public boolean containsKey(Object key) {
            return members.containsKey(key);
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super Object> action) {
            members.forEach(action);
        }
    }

    /** As {@link FrozenMap}. */
    private static final class FrozenList extends AbstractList<Object> implements RandomAccess {
        private final List<Object> members;

        FrozenList(List<Object> members) {
            this.members = members;
        }

        @Override
        public Object get(int index) {
            return members.get(index);
        }

        @Override
        public int size() {
            return members.size();
        }
    }
}
