package io.exactlyonce.sandbox.scenario;

/** A bar of fixed width. */
final class ProgressBar {
    private static final int WIDTH = 24;

    private ProgressBar() {}

    static String of(long done, long total) {
        int full = (int) (WIDTH * Math.min(done, total) / Math.max(1, total));
        return "█".repeat(full) + "░".repeat(WIDTH - full);
    }
}
