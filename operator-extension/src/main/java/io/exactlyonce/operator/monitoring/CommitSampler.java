package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.port.CommitterPort;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Follows what the committers of running jobs count. */
final class CommitSampler {
    private static final Set<String> COUNTERS = CommitOutcome.counters();

    private final CommitterPort committers;
    private final ObjectMetrics metrics;
    private final Map<ObjectKey, Job> jobs = new ConcurrentHashMap<>();

    CommitSampler(CommitterPort committers, ObjectMetrics metrics) {
        this.committers = committers;
        this.metrics = metrics;
    }

    /**
     * The job that was last seen under a name.
     *
     * @param id empty text if none was
     */
    private record Job(String id, boolean runs) {}

    /**
     * The job that runs under a name; empty text if none is seen. What a job had counted before the
     * first look happened before this process; one that comes later is counted from its beginning.
     */
    void runs(ObjectKey object, String jobId) {
        Job before = jobs.get(object);
        if (before != null && !jobId.isEmpty() && !before.id().equals(jobId)) {
            metrics.find(object).ifPresent(series -> series.tally().begin(Metric.COMMITS));
        }
        boolean runs = !jobId.isEmpty();
        jobs.put(object, new Job(runs || before == null ? jobId : before.id(), runs));
    }

    void forget(ObjectKey object) {
        jobs.remove(object);
    }

    /** Asks the JobManager of every running job. */
    void sample() {
        jobs.forEach(
                (object, job) -> {
                    if (job.runs()) {
                        sample(object, job.id());
                    }
                });
    }

    private void sample(ObjectKey object, String job) {
        Optional<Map<String, Long>> counts =
                committers.committers(object.namespace(), object.name(), job, COUNTERS);
        metrics.find(object).ifPresent(series -> counts.ifPresent(it -> follow(series, it)));
    }

    private static void follow(ObjectSeries series, Map<String, Long> counts) {
        for (CommitOutcome outcome : CommitOutcome.values()) {
            Long count = counts.get(outcome.counter());
            if (count != null) {
                series.tally().follow(Metric.COMMITS, count, outcome.text());
            }
        }
    }
}
