package io.exactlyonce.operator.monitoring;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What one scrape answers: samples of objects, put together by metric. */
final class Snapshots {
    private final Map<Metric, List<Point>> points = new EnumMap<>(Metric.class);
    private final Instant now;

    /**
     * @param now time that ages are told for
     */
    Snapshots(Instant now) {
        this.now = now;
    }

    /**
     * One value.
     *
     * @param labels all of them
     */
    private record Point(Labels labels, double value) {}

    void add(ObjectKey object, Sample sample) {
        add(Stream.of(object.namespace(), object.name()), sample);
    }

    /** Of the process. */
    void add(Sample sample) {
        add(Stream.of(), sample);
    }

    private void add(Stream<String> scope, Sample sample) {
        List<String> values = Stream.concat(scope, sample.labels().stream()).toList();
        points.computeIfAbsent(sample.metric(), same -> new ArrayList<>())
                .add(
                        new Point(
                                Labels.of(sample.metric().labels(), values),
                                sample.value().applyAsDouble(now)));
    }

    MetricSnapshots all() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        points.forEach(
                (metric, some) ->
                        snapshots.add(
                                metric.kind() == Metric.Kind.COUNTER
                                        ? counters(metric, some)
                                        : gauges(metric, some)));
        return new MetricSnapshots(snapshots);
    }

    private static MetricSnapshot counters(Metric metric, List<Point> points) {
        CounterSnapshot.Builder builder =
                CounterSnapshot.builder().name(metric.base()).help(metric.help());
        for (Point point : points) {
            builder.dataPoint(
                    CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(point.labels())
                            .value(point.value())
                            .build());
        }
        return builder.build();
    }

    private static MetricSnapshot gauges(Metric metric, List<Point> points) {
        GaugeSnapshot.Builder builder =
                GaugeSnapshot.builder().name(metric.base()).help(metric.help());
        for (Point point : points) {
            builder.dataPoint(
                    GaugeSnapshot.GaugeDataPointSnapshot.builder()
                            .labels(point.labels())
                            .value(point.value())
                            .build());
        }
        return builder.build();
    }
}
