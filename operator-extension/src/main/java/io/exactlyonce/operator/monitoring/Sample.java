package io.exactlyonce.operator.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One series of an object.
 *
 * @param metric of which
 * @param labels values of the metric's own labels, in its order
 * @param value as it is at a time: an age grows between two looks
 */
record Sample(Metric metric, List<String> labels, ToDoubleFunction<Instant> value) {
    private static final double MILLIS = 1000.0;

    /** A value that stays until the next look. */
    static Sample of(Metric metric, double value, String... labels) {
        return new Sample(metric, List.of(labels), now -> value);
    }

    /** 1 or 0. */
    static Sample of(Metric metric, boolean holds, String... labels) {
        return of(metric, holds ? 1 : 0, labels);
    }

    /** Seconds since a time. */
    static Sample age(Metric metric, Instant since, String... labels) {
        return new Sample(metric, List.of(labels), now -> seconds(Duration.between(since, now)));
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS;
    }

    static double seconds(Instant time) {
        return time.toEpochMilli() / MILLIS;
    }
}
