package io.exactlyonce.operator.simulation.transaction;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened how often in all runs: a simulation in which nothing happens proves nothing. */
final class Tally {
    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String event) {
        counts.computeIfAbsent(event, key -> new LongAdder()).increment();
    }

    long of(String event) {
        LongAdder count = counts.get(event);
        return count == null ? 0 : count.sum();
    }

    @Override
    public String toString() {
        SortedMap<String, LongAdder> sorted = new TreeMap<>(counts);
        return sorted.toString();
    }
}
