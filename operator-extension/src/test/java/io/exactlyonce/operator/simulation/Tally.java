package io.exactlyonce.operator.simulation;

import java.util.Map;
import java.util.TreeMap;

/** What happened how often in all runs: a simulation in which nothing happens proves nothing. */
final class Tally {
    private final Map<String, Long> counts = new TreeMap<>();

    void count(String event) {
        counts.merge(event, 1L, Long::sum);
    }

    long of(String event) {
        return counts.getOrDefault(event, 0L);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
