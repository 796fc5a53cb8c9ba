package io.exactlyonce.sandbox.cluster;

import io.exactlyonce.sandbox.process.ChildProcess;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions of other processes; every wait ends, with the reason when in vain. */
public final class Await {
    private static final long POLL_MILLIS = 50;

    private Await() {}

    /**
     * Returns when the condition holds. An exception of the condition counts as "not yet" and is
     * told at the end; an {@link InVainException} ends the wait.
     *
     * @param what completes the sentence "waited 10 s for …"
     * @throws InVainException when it did not hold in time
     */
    public static void until(String what, Duration patience, Callable<Boolean> condition) {
        if (!within(what, patience, condition)) {
            throw new InVainException("Waited " + patience.toSeconds() + " s in vain for " + what);
        }
    }

    /** As {@link #until}, and gives up at once when the process ends. */
    public static void until(
            String what, Duration patience, ChildProcess process, Callable<Boolean> condition) {
        until(
                what,
                patience,
                () -> {
                    if (!process.isAlive()) {
                        throw new InVainException(
                                process + " ended unexpectedly; its log: " + process.log());
                    }
                    return condition.call();
                });
    }

    /** Waits as {@link #until} does, and returns false when the condition did not hold in time. */
    public static boolean within(String what, Duration patience, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                if (holds(condition)) {
                    return true;
                }
                Thread.sleep(POLL_MILLIS);
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InVainException("Stopped while waiting for " + what);
        }
    }

    private static boolean holds(Callable<Boolean> condition) throws InterruptedException {
        try {
            return condition.call();
        } catch (InVainException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false; // A server that is starting or being replaced answers with errors.
        }
    }
}
