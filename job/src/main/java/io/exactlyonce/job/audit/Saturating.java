package io.exactlyonce.job.audit;

/** Sums that stay at the largest number: a forged sequence number must not turn a loss negative. */
final class Saturating {
    private Saturating() {}

    /** Adds two numbers from 0 up. */
    static long add(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
