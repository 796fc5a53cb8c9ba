package io.exactlyonce.sandbox.scenario;

import io.exactlyonce.sandbox.cluster.Await;
import io.exactlyonce.sandbox.cluster.FlinkDeployment;
import io.exactlyonce.sandbox.cluster.InVainException;
import io.exactlyonce.sandbox.cluster.Revision;
import io.exactlyonce.sandbox.cluster.Sandbox;
import io.exactlyonce.sandbox.feed.Feeder;
import io.exactlyonce.sandbox.feed.Pacer;
import io.exactlyonce.sandbox.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline in the sandbox and what can be done to it: deploy, feed, kill, rescale, drain. Each
 * method returns when its effect can be seen from outside.
 */
public final class PipelineRun implements AutoCloseable {
    private static final Duration MID_TRANSACTION_PATIENCE = Duration.ofSeconds(20);
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(120);

    private final Sandbox sandbox;
    private final RunPlan plan;
    private final OutputProbe probe;
    private final CommitTimeline timeline;
    private final Map<String, Object> jobSettings;
    private Revision revision;
    private @Nullable FlinkDeployment deployment;
    private @Nullable Feeder feeder;

    private PipelineRun(Sandbox sandbox, RunPlan plan, Consumer<CommitTimeline.Progress> listener) {
        this.sandbox = sandbox;
        this.plan = plan;
        this.probe = new OutputProbe(sandbox.kafka().admin(), plan);
        this.timeline = new CommitTimeline(probe, sandbox.kafka().bootstrapServers(), listener);
        this.jobSettings = plan.jobSettings(sandbox.kafka().bootstrapServers());
        this.revision = new Revision(1, 1, plan.idStem(), null);
    }

    /**
     * Creates the topics.
     *
     * @param listener is told several times a second where the output stands
     */
    public static PipelineRun prepare(
            Sandbox sandbox, RunPlan plan, Consumer<CommitTimeline.Progress> listener) {
        sandbox.kafka()
                .createTopics(
                        RunPlan.PARTITIONS,
                        List.of(plan.inputTopic(), plan.outputTopic(), plan.deadLetterTopic()));
        return new PipelineRun(sandbox, plan, listener);
    }

    /** Starts the first revision and waits until all of it runs. */
    public FlinkDeployment deploy(int parallelism) {
        revision = new Revision(1, parallelism, plan.idStem(), null);
        return deployRevision();
    }

    private FlinkDeployment deployRevision() {
        FlinkDeployment started = sandbox.deploy(revision, jobSettings);
        deployment = started;
        started.awaitRunning();
        return started;
    }

    /** Starts to feed the input. */
    public Feeder feed() {
        feeder =
                Feeder.start(
                        plan.input(),
                        plan.records(),
                        sandbox.kafka().bootstrapServers(),
                        plan.inputTopic(),
                        plan.feed());
        return feeder;
    }

    /**
     * What a kill met and how long the output then stood still.
     *
     * @param openRecords written into open transactions at the moment of the kill; 0 when none was
     *     open
     * @param gap longest time without a commit, from before the kill to the recovery
     */
    public record Kill(ChildProcess victim, long openRecords, Duration gap) {}

    /** Kills one TaskManager while a transaction is open, and waits for the recovery. */
    public Kill killTaskManager(int index) throws Exception {
        return kill(() -> current().killTaskManager(index));
    }

    /** Kills the JobManager while a transaction is open, and waits for the recovery. */
    public Kill killJobManager() throws Exception {
        return kill(() -> current().killJobManager());
    }

    private Kill kill(java.util.function.Supplier<ChildProcess> blow) throws Exception {
        current().awaitNewCheckpoint();
        long open = awaitOpenTransaction();
        long since = System.currentTimeMillis();
        long sinceNanos = System.nanoTime();
        ChildProcess victim = blow.get();
        current().awaitRecovery(since);
        awaitCommitAfter(sinceNanos);
        return new Kill(victim, open, timeline.longestGap(sinceNanos));
    }

    private long awaitOpenTransaction() throws Exception {
        Await.within(
                "an open transaction",
                MID_TRANSACTION_PATIENCE,
                () -> probe.ends().open() > 0 && !probe.openTransactions().isEmpty());
        return probe.ends().open();
    }

    /** Records may be rare: then there is nothing to wait for. */
    private void awaitCommitAfter(long nanos) {
        Await.within(
                "a commit",
                MID_TRANSACTION_PATIENCE,
                () -> timeline.longestGap(nanos).compareTo(Duration.ZERO) > 0);
    }

    /**
     * Stops the job with a savepoint and starts the next revision from it, with another parallelism
     * and a new transactional-id prefix.
     *
     * @return longest time without a commit
     */
    public Duration rescale(int parallelism) throws IOException, InterruptedException {
        long since = System.nanoTime();
        String savepoint = current().stopWithSavepoint();
        revision = revision.next(parallelism, savepoint);
        deployRevision().awaitNewCheckpoint();
        awaitCommitAfter(since);
        return timeline.longestGap(since);
    }

    /** Tells the feeder what the run is busy with now. */
    public void enter(Pacer.Part part) {
        Objects.requireNonNull(feeder).enter(part);
    }

    /** Waits until all input is fed, processed and committed. */
    public void drain() {
        Feeder current = Objects.requireNonNull(feeder);
        current.enter(Pacer.Part.REST);
        Await.until("the rest of the input", DRAIN_PATIENCE, current::isDone);
        Await.until(
                "a checkpoint that covers all of the input",
                DRAIN_PATIENCE,
                () -> probe.isProcessed(current.ends()));
        Await.until(
                "the last commit",
                DRAIN_PATIENCE,
                () -> probe.ends().open() == 0 && probe.openTransactions().isEmpty());
    }

    /** Stops the job with a savepoint. */
    public String stop() throws IOException, InterruptedException {
        return current().stopWithSavepoint();
    }

    /** Starts the job again, as a new revision, from a savepoint. */
    public FlinkDeployment resume(int parallelism, String savepoint) {
        revision = revision.next(parallelism, savepoint);
        return deployRevision();
    }

    public Revision revision() {
        return revision;
    }

    public OutputProbe probe() {
        return probe;
    }

    /** A judge of what is committed now. */
    public Evidence evidence() {
        return new Evidence(sandbox, plan);
    }

    private FlinkDeployment current() {
        if (deployment == null) {
            throw new InVainException("No revision is deployed");
        }
        return deployment;
    }

    @Override
    public void close() {
        timeline.close();
        if (feeder != null) {
            feeder.close();
        }
    }
}
