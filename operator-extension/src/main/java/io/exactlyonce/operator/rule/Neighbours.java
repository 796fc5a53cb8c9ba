package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.rule.Neighbour.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Other deployments, found by what they must not share: a write is held against a thousand of them,
 * and each change of one is far rarer than a write. The judged deployment may be among them.
 */
public final class Neighbours {
    /** Nobody else. */
    public static final Neighbours NONE = of(List.of());

    private final List<Neighbour> all;
    private final NavigableMap<String, List<Neighbour>> byCheckpoints;
    private final NavigableMap<String, List<Neighbour>> byPrefix;
    private final Map<String, List<Neighbour>> byName;

    private Neighbours(List<Neighbour> all) {
        this.all = List.copyOf(all);
        this.byCheckpoints = sorted(neighbour -> neighbour.checkpoints().key());
        this.byPrefix = sorted(Neighbour::prefix);
        this.byName = new HashMap<>();
        all.forEach(
                neighbour ->
                        byName.computeIfAbsent(neighbour.name(), name -> new ArrayList<>())
                                .add(neighbour));
    }

    /** These. */
    public static Neighbours of(List<Neighbour> all) {
        return new Neighbours(all);
    }

    private NavigableMap<String, List<Neighbour>> sorted(Function<Neighbour, String> key) {
        NavigableMap<String, List<Neighbour>> sorted = new TreeMap<>();
        for (Neighbour neighbour : all) {
            String text = key.apply(neighbour);
            if (!text.isEmpty()) {
                sorted.computeIfAbsent(text, unused -> new ArrayList<>()).add(neighbour);
            }
        }
        return sorted;
    }

    /** All of them. */
    public List<Neighbour> all() {
        return all;
    }

    /** Those whose checkpoint directory is this one, lies in it, or holds it. */
    List<Neighbour> withCheckpointsIn(Place place) {
        return related(byCheckpoints, place.key());
    }

    /** Those of whose transactional-id prefix this one is the start, or that are its start. */
    List<Neighbour> withPrefixLike(String prefix) {
        return related(byPrefix, prefix);
    }

    /**
     * Those that keep their high-availability metadata in the same place. Flink puts it into a
     * directory of the cluster id, which upstream makes the deployment's name: two names never meet
     * in one directory, one name in two namespaces does.
     */
    List<Neighbour> withMetadataIn(String name, Place place) {
        return byName.getOrDefault(name, List.of()).stream()
                .filter(neighbour -> neighbour.highAvailability().isSet())
                .filter(neighbour -> neighbour.highAvailability().key().equals(place.key()))
                .toList();
    }

    /**
     * Those that keep which checkpoint is their last in the same ZooKeeper node: Flink makes one of
     * the root and the cluster id, and no namespace is part of it.
     */
    List<Neighbour> withZooKeeperNode(String name, MetadataPlace place) {
        return place.isZooKeeper()
                ? byName.getOrDefault(name, List.of()).stream()
                        .filter(neighbour -> neighbour.metadata().isSameAs(place))
                        .toList()
                : List.of();
    }

    /** By keys of which one is the start of the other; in the order of all. */
    private List<Neighbour> related(NavigableMap<String, List<Neighbour>> byKey, String key) {
        Set<Neighbour> found = new HashSet<>();
        byKey.tailMap(key, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(key))
                .forEach(entry -> found.addAll(entry.getValue()));
        for (int length = 1; length < key.length(); length++) {
            found.addAll(byKey.getOrDefault(key.substring(0, length), List.of()));
        }
        Stream<Neighbour> ordered = found.isEmpty() ? Stream.empty() : all.stream();
        return ordered.filter(found::contains).toList();
    }
}
