package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.plan.evidence.CheckpointStatistics;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpointing;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the running JobManager says of checkpoints, as series. */
final class JobSamples {
    /** Flink reports Long.MAX_VALUE milliseconds if periodic checkpoints are off. */
    private static final Duration OFF = Duration.ofDays(365);

    private JobSamples() {}

    static List<Sample> of(FlinkObservation job) {
        List<Sample> samples = new ArrayList<>();
        job.latestCompleted()
                .map(Snapshot::completedAt)
                .ifPresent(at -> samples.add(Sample.age(Metric.CHECKPOINT_AGE, at)));
        job.checkpoints()
                .statistics()
                .newestIfAny()
                .ifPresent(newest -> samples.addAll(of(newest)));
        job.settings().ifPresent(settings -> samples.addAll(of(settings)));
        return samples;
    }

    private static List<Sample> of(CheckpointStatistics.Newest newest) {
        return List.of(
                Sample.of(Metric.CHECKPOINT_DURATION, Sample.seconds(newest.duration())),
                Sample.of(Metric.CHECKPOINT_SIZE, newest.stateBytes()),
                Sample.of(Metric.CHECKPOINT_WRITTEN, newest.writtenBytes()));
    }

    private static List<Sample> of(Checkpointing settings) {
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of(Metric.CHECKPOINT_TIMEOUT, Sample.seconds(settings.timeout())));
        if (settings.interval().compareTo(OFF) < 0) {
            samples.add(Sample.of(Metric.CHECKPOINT_INTERVAL, Sample.seconds(settings.interval())));
        }
        return samples;
    }
}
