package io.exactlyonce.operator.monitoring;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What Prometheus would read: our own series, each as it is written.
 *
 * @param series value by name and labels, {@code exactly_once_condition{name="orders",…}}
 */
public record Scrape(Map<String, String> series) {

    static Scrape of(PrometheusMeterRegistry registry) {
        return of(registry.scrape());
    }

    /** Of a page of metrics. */
    public static Scrape of(String page) {
        return new Scrape(
                page.lines()
                        .filter(line -> line.startsWith(Metric.PREFIX))
                        .collect(
                                Collectors.toMap(
                                        line -> line.substring(0, line.lastIndexOf(' ')),
                                        line -> line.substring(line.lastIndexOf(' ') + 1),
                                        (first, second) -> {
                                            throw new AssertionError("two values of one series");
                                        },
                                        TreeMap::new)));
    }

    /**
     * The value of the one series of a metric that has all of some labels; empty if there is none.
     *
     * @param labels {@code standing="orphan"}
     */
    Optional<Double> value(Metric metric, String... labels) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().matches(metric.text() + "(\\{.*)?"))
                .filter(
                        entry ->
                                Arrays.stream(labels)
                                        .allMatch(label -> entry.getKey().contains(label)))
                .map(entry -> Double.valueOf(entry.getValue()))
                .reduce(
                        (first, second) -> {
                            throw new AssertionError("more than one series of " + metric.text());
                        });
    }
}
