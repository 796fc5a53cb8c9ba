package io.exactlyonce.sandbox.cluster;

import io.exactlyonce.sandbox.kafka.KafkaBroker;
import io.exactlyonce.sandbox.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running revision: one JobManager in application mode and its TaskManagers. A process that ends
 * is replaced at once, as Kubernetes does with pods, until the revision is stopped.
 */
public final class FlinkDeployment {
    private static final int TOLERATED_CRASHES = 4;
    private static final Duration START_PATIENCE = Duration.ofSeconds(120);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Revision revision;
    private final FlinkProcesses processes;
    private final FlinkRest rest;
    private final Path configuration;
    private final List<Replica> taskManagers = new ArrayList<>();
    private final Replica jobManager;
    private final AtomicInteger crashes = new AtomicInteger();
    private volatile boolean stopping;

    private FlinkDeployment(
            Revision revision, FlinkProcesses processes, FlinkRest rest, Path configuration) {
        this.revision = revision;
        this.processes = processes;
        this.rest = rest;
        this.configuration = configuration;
        this.jobManager = new Replica("jobmanager");
        for (int i = 1; i <= revision.taskManagers(); i++) {
            taskManagers.add(new Replica("taskmanager-" + i));
        }
    }

    /** Starts the processes; {@link #awaitRunning} waits for the job. */
    static FlinkDeployment start(Revision revision, FlinkConfig config, FlinkProcesses processes) {
        int port = KafkaBroker.freePort();
        String jobId = FlinkConfig.newJobId();
        Path configuration = config.write(revision, jobId, port);
        return new FlinkDeployment(revision, processes, new FlinkRest(port, jobId), configuration);
    }

    public Revision revision() {
        return revision;
    }

    public FlinkRest rest() {
        return rest;
    }

    /** Waits until every task runs. */
    public void awaitRunning() {
        Await.until(
                "the job of revision " + revision.name() + " to run",
                START_PATIENCE,
                () -> {
                    refuseCrashLoop();
                    return rest.allTasksRun();
                });
    }

    private void refuseCrashLoop() {
        if (crashes.get() > TOLERATED_CRASHES) {
            throw new InVainException(
                    "Processes of revision "
                            + revision.name()
                            + " end as soon as they are started; their logs: "
                            + jobManager.current().log().getParent());
        }
    }

    /** Waits for a checkpoint newer than the one the job was last restored from. */
    public void awaitNewCheckpoint() {
        Await.until(
                "a checkpoint of revision " + revision.name(),
                START_PATIENCE,
                () -> {
                    refuseCrashLoop();
                    return rest.newestCheckpoint() > rest.restoredCheckpoint();
                });
    }

    /**
     * Waits until the job was restored after a moment, runs again, and has completed a checkpoint.
     *
     * @param since milliseconds since 1970
     */
    public void awaitRecovery(long since) {
        Await.until(
                "the job of revision " + revision.name() + " to recover",
                START_PATIENCE,
                () -> {
                    refuseCrashLoop();
                    return rest.restoredAt() >= since && rest.allTasksRun();
                });
        awaitNewCheckpoint();
    }

    /** SIGKILL; returns what was killed. The replacement is being started when this returns. */
    public ChildProcess killTaskManager(int index) {
        return taskManagers.get(index % taskManagers.size()).kill();
    }

    /** SIGSTOP; returns what was stopped. The replacement is being started when this returns. */
    public ChildProcess hangTaskManager(int index) {
        return taskManagers.get(index % taskManagers.size()).hang();
    }

    /** SIGKILL; returns what was killed. The replacement is being started when this returns. */
    public ChildProcess killJobManager() {
        return jobManager.kill();
    }

    /**
     * Stops the job with a savepoint and then all processes: when it returns, everything is
     * committed and nothing of this revision runs any more.
     *
     * @return path of the savepoint
     */
    public String stopWithSavepoint() throws IOException, InterruptedException {
        String savepoint = rest.stopWithSavepoint();
        Await.until(
                "the end of revision " + revision.name(),
                START_PATIENCE,
                () -> rest.state().equals("FINISHED"));
        stop();
        return savepoint;
    }

    /** Ends all processes of this revision. */
    public void stop() {
        stopping = true;
        // All at once; nothing of value is left in them.
        List<Thread> stops = new ArrayList<>();
        List<Replica> all = new ArrayList<>(taskManagers);
        all.add(jobManager);
        for (Replica replica : all) {
            Thread stop = new Thread(replica::stop, "stop");
            stop.start();
            stops.add(stop);
        }
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A place that is always taken by one process. */
    private final class Replica {
        private final String name;
        private ChildProcess current;
        private int starts;

        Replica(String name) {
            this.name = name;
            this.current = start();
        }

        private synchronized ChildProcess start() {
            String full = revision.name() + "-" + name + (starts == 0 ? "" : "-restart" + starts);
            starts++;
            ChildProcess process =
                    name.equals("jobmanager")
                            ? processes.jobManager(full, configuration, revision.environment())
                            : processes.taskManager(full, configuration, revision.environment());
            process.onExit().thenAccept(this::crashed);
            return process;
        }

        private synchronized void crashed(ChildProcess ended) {
            if (!stopping && ended == current && crashes.incrementAndGet() <= TOLERATED_CRASHES) {
                current = start();
            }
        }

        synchronized ChildProcess kill() {
            ChildProcess victim = current;
            victim.kill();
            current = start();
            return victim;
        }

        synchronized ChildProcess hang() {
            ChildProcess victim = current;
            victim.hang();
            current = start();
            return victim;
        }

        void stop() {
            current().stop(STOP_PATIENCE);
        }

        private synchronized ChildProcess current() {
            return current;
        }
    }
}
