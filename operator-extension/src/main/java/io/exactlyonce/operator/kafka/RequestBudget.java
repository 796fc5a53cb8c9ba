package io.exactlyonce.operator.kafka;

import java.time.Duration;

/**
 * Spreads requests. What one question costs is only known afterwards, because a client asks for
 * coordinators and tries again by itself; so each question waits until the ones before are paid.
 * Used by one thread at a time.
 */
final class RequestBudget {
    private final long nanosPerRequest;
    private long paidAt;

    RequestBudget(int perSecond, long now) {
        this.nanosPerRequest = Duration.ofSeconds(1).toNanos() / perSecond;
        this.paidAt = now;
    }

    /**
     * How long to wait before the next question; not negative.
     *
     * @param now as {@code System.nanoTime} has it
     */
    Duration delay(long now) {
        return Duration.ofNanos(Math.max(0, paidAt - now));
    }

    /**
     * Requests were made since.
     *
     * @param began when the question was asked
     */
    void spent(long began, long requests) {
        paidAt = Math.max(paidAt, began) + requests * nanosPerRequest;
    }
}
