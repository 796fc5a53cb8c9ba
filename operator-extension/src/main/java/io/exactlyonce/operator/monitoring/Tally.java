package io.exactlyonce.operator.monitoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counters of one object, which only grow while this process lives. What they are made of does not:
 * a ledger is removed with its counts, and a job's own begin at 0 with every restart; Prometheus
 * would take the one for a reset, and a new series that begins above 0 for nothing at all. So every
 * counter is there from the first look on, at 0.
 */
final class Tally {
    private record Series(Metric metric, List<String> labels) {}

    private final Map<Series, Double> totals = new HashMap<>();
    private final Map<Series, Long> last = new HashMap<>();

    /** So much more; with 0 the series is there. */
    synchronized void add(Metric metric, double more, String... labels) {
        totals.merge(new Series(metric, List.of(labels)), more, Double::sum);
    }

    /**
     * A counter of somebody else, which may have begun again. What it was when it was first seen
     * happened before this process looked.
     */
    synchronized void follow(Metric metric, long value, String... labels) {
        Series series = new Series(metric, List.of(labels));
        Long before = last.put(series, value);
        long more = before == null ? 0 : value >= before ? value - before : value;
        totals.merge(series, (double) more, Double::sum);
    }

    /** Counters of somebody else begin at 0 with what is followed from now on. */
    synchronized void begin(Metric metric) {
        totals.keySet().stream()
                .filter(series -> series.metric() == metric)
                .forEach(series -> last.put(series, 0L));
    }

    synchronized List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        totals.forEach(
                (series, total) ->
                        samples.add(
                                Sample.of(
                                        series.metric(),
                                        total,
                                        series.labels().toArray(new String[0]))));
        return samples;
    }
}
