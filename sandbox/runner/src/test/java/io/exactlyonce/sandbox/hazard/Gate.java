package io.exactlyonce.sandbox.hazard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Lets the job of a revision die without a word. From then on its tasks stand still at the next
 * record: they complete no checkpoint, commit nothing and close no producer. To the broker that is
 * a killed process, and it takes no second process to show it.
 */
final class Gate implements MapFunction<String, String> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, CountDownLatch> DEAD = new ConcurrentHashMap<>();

    private final String revision;

    /**
     * @param revision whose job it is, by its prefix of transactional ids
     */
    Gate(String revision) {
        this.revision = revision;
    }

    static void kill(String revision) {
        DEAD.put(revision, new CountDownLatch(1));
    }

    /** Lets the threads of the dead go, for their cluster to end. */
    static void bury(String revision) {
        CountDownLatch dead = DEAD.get(revision);
        if (dead != null) {
            dead.countDown();
        }
    }

    @Override
    public String map(String value) {
        CountDownLatch dead = DEAD.get(revision);
        if (dead != null) {
            standStill(dead);
        }
        return value;
    }

    private void standStill(CountDownLatch dead) {
        while (dead.getCount() > 0) {
            try {
                dead.await();
            } catch (InterruptedException e) {
                // What is dead is not cancelled.
            }
        }
        throw new IllegalStateException("The job of " + revision + " is dead");
    }
}
