package io.exactlyonce.operator.monitoring;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Series of objects that come and go. All series of an object are removed at once, so none outlives
 * what it tells of; meters that are registered one by one would have to be looked for.
 */
final class ObjectMetrics implements MultiCollector {
    private final Map<ObjectKey, ObjectSeries> objects = new ConcurrentHashMap<>();
    private final InstantSource clock;

    ObjectMetrics(InstantSource clock) {
        this.clock = clock;
    }

    /** Series of an object, which is known from now on. */
    ObjectSeries of(ObjectKey object) {
        return objects.computeIfAbsent(object, same -> new ObjectSeries());
    }

    /**
     * Series of an object that is known: one that is no more does not come back by a late answer.
     */
    Optional<ObjectSeries> find(ObjectKey object) {
        return Optional.ofNullable(objects.get(object));
    }

    /** The object is no more. */
    void remove(ObjectKey object) {
        objects.remove(object);
    }

    Set<ObjectKey> known() {
        return Set.copyOf(objects.keySet());
    }

    @Override
    public MetricSnapshots collect() {
        Snapshots snapshots = new Snapshots(clock.instant());
        objects.forEach(
                (object, series) ->
                        series.samples().forEach(sample -> snapshots.add(object, sample)));
        return snapshots.all();
    }
}
