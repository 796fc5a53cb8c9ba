package io.exactlyonce.sandbox.feed;

import java.time.Duration;

/**
 * How fast the input flows. Every part of a run has its share of the records: faster machines do
 * not run dry before the last rescale, slower ones only trickle until it is their turn. No clock in
 * here: time comes in as what has passed.
 */
public final class Pacer {
    /** What the run is busy with, and up to which part of the input records may flow meanwhile. */
    public enum Part {
        FIRST(0.25),
        RECOVERY(0.45),
        SECOND(0.70),
        THIRD(0.95),
        REST(1.0);

        private final double allowance;

        Part(double allowance) {
            this.allowance = allowance;
        }
    }

    private static final double TRICKLE = 0.1;
    private static final double REST_SECONDS = 8;

    private final long total;
    private final double ratePerSecond;
    private double credit;

    /**
     * @param total records in all
     * @param duration how long they would take at an even pace
     */
    public Pacer(long total, Duration duration) {
        this.total = total;
        this.ratePerSecond = total / (duration.toMillis() / 1000.0);
    }

    /**
     * How many records are due now.
     *
     * @param passed since the last call
     * @param sent records already sent
     */
    public long due(Part part, Duration passed, long sent) {
        credit += rate(part, sent) * passed.toMillis() / 1000.0;
        long whole = Math.min((long) credit, total - sent);
        credit -= whole;
        return whole;
    }

    private double rate(Part part, long sent) {
        if (part == Part.REST) {
            return Math.max(ratePerSecond, total / REST_SECONDS);
        }
        return sent < part.allowance * total ? ratePerSecond : ratePerSecond * TRICKLE;
    }
}
