package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.port.HealthCheck;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The parts of the process, as {@code /readyz} lists them: a cluster's alarms read no probes. */
final class HealthMetrics implements MultiCollector {
    private final Supplier<List<HealthCheck>> parts;

    HealthMetrics(Supplier<List<HealthCheck>> parts) {
        this.parts = parts;
    }

    @Override
    public MetricSnapshots collect() {
        Snapshots snapshots = new Snapshots(Instant.EPOCH);
        for (HealthCheck part : parts.get()) {
            boolean ready = part.health().state() == HealthCheck.State.READY;
            snapshots.add(Sample.of(Metric.COMPONENT_READY, ready, part.name()));
        }
        return snapshots.all();
    }
}
