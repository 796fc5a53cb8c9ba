package io.exactlyonce.operator.simulation.transaction;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened how often in all runs: a simulation in which nothing happens proves nothing. */
final class Tally {
    private final LongAdder runs = new LongAdder();
    private final ConcurrentMap<String, LongAdder> faults = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> steps = new ConcurrentHashMap<>();

    void run() {
        runs.increment();
    }

    /** Something failed. */
    void fault(String what) {
        count(faults, what);
    }

    /** What became of a transaction. */
    void outcome(String what) {
        count(outcomes, what);
    }

    /** Somebody did something. */
    void step(String what) {
        count(steps, what);
    }

    private static void count(ConcurrentMap<String, LongAdder> counts, String event) {
        counts.computeIfAbsent(event, key -> new LongAdder()).increment();
    }

    /** How often a fault or an outcome was counted. */
    long of(String event) {
        LongAdder count = faults.getOrDefault(event, outcomes.get(event));
        return count == null ? 0 : count.sum();
    }

    /** In one line. */
    @Override
    public String toString() {
        return runs.sum()
                + " runs, faults "
                + sorted(faults)
                + ", outcomes "
                + sorted(outcomes)
                + ", steps "
                + sorted(steps);
    }

    private static SortedMap<String, LongAdder> sorted(ConcurrentMap<String, LongAdder> counts) {
        return new TreeMap<>(counts);
    }
}
