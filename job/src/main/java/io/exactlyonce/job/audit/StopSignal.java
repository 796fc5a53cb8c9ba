package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.report.Verdict;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a request: the report is still printed, and the process ends with the exit
 * code of the audit instead of the signal's.
 */
final class StopSignal implements AutoCloseable {
    /** How long a call to a broker may go on before it is interrupted. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long the report may take then. A JVM that is stopping hears no second Ctrl-C. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch reported = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "audit-stop");
    private volatile int exitCode = Verdict.INCOMPLETE.exitCode();

    private final Thread audit;

    private StopSignal(Thread audit) {
        this.audit = audit;
    }

    /** Listens from now on, until closed; the calling thread is the one that audits. */
    static StopSignal install() {
        StopSignal signal = new StopSignal(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stop() {
        asked.countDown();
        try {
            if (!reportedWithin(PATIENCE)) {
                audit.interrupt();
                reportedWithin(LAST_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // exit() would wait for this very hook.
        Runtime.getRuntime().halt(exitCode);
    }

    private boolean reportedWithin(Duration wait) throws InterruptedException {
        return reported.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean asked() {
        return asked.getCount() == 0;
    }

    /** Waits; true as soon as the process was asked to stop. */
    boolean askedWithin(Duration pause) {
        try {
            return asked.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Everything was printed; a process that was asked to stop ends here. */
    void reported(int code) {
        exitCode = code;
        reported.countDown();
    }

    @Override
    public void close() {
        if (!asked()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // Asked at this moment: the hook ends the process.
                asked.countDown();
            }
        }
        reported.countDown();
    }
}
