package io.exactlyonce.sandbox.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Notes when the committed output moved, to tell how long a consumer had to wait for news. */
final class CommitTimeline implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;

    private final OutputProbe probe;
    private final Consumer<OutputProbe.Ends> listener;
    private final List<Long> moves = new ArrayList<>();
    private final Thread thread = new Thread(this::watch, "commit-timeline");

    CommitTimeline(OutputProbe probe, Consumer<OutputProbe.Ends> listener) {
        this.probe = probe;
        this.listener = listener;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The longest time without a commit among those that ended after a moment; zero when there was
     * none.
     *
     * @param since in terms of {@link System#nanoTime()}
     */
    synchronized Duration longestGap(long since) {
        long longest = 0;
        for (int i = 1; i < moves.size(); i++) {
            if (moves.get(i) >= since) {
                longest = Math.max(longest, moves.get(i) - moves.get(i - 1));
            }
        }
        return Duration.ofNanos(longest);
    }

    private void watch() {
        long committed = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(PERIOD_MILLIS);
                OutputProbe.Ends ends = probe.ends();
                if (ends.committed() != committed) {
                    committed = ends.committed();
                    synchronized (this) {
                        moves.add(System.nanoTime());
                    }
                }
                listener.accept(ends);
            }
        } catch (InterruptedException | ExecutionException | RuntimeException e) {
            Thread.currentThread().interrupt(); // The brokers are going away: the run ends.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
