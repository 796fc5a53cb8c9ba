package io.exactlyonce.operator.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What happened how often in all runs, of whatever threads: a simulation in which nothing happens
 * proves nothing.
 */
final class Tally {
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    void count(String event) {
        counts.merge(event, 1L, Long::sum);
    }

    long of(String event) {
        return counts.getOrDefault(event, 0L);
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts).toString();
    }
}
