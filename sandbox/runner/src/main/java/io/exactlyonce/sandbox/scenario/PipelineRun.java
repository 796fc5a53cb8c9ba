package io.exactlyonce.sandbox.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.sandbox.cluster.Await;
import io.exactlyonce.sandbox.cluster.FlinkDeployment;
import io.exactlyonce.sandbox.cluster.InVainException;
import io.exactlyonce.sandbox.cluster.Revision;
import io.exactlyonce.sandbox.cluster.Sandbox;
import io.exactlyonce.sandbox.feed.Feeder;
import io.exactlyonce.sandbox.feed.Pacer;
import io.exactlyonce.sandbox.kubernetes.Answer;
import io.exactlyonce.sandbox.kubernetes.ControlPlane;
import io.exactlyonce.sandbox.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private final ControlPlane control;
    private final ObjectNode manifest;
    private @Nullable Feeder feeder;

    private PipelineRun(
            Sandbox sandbox,
            ControlPlane control,
            RunPlan plan,
            Consumer<CommitTimeline.Progress> listener) {
        this.sandbox = sandbox;
        this.control = control;
        this.plan = plan;
        this.probe = new OutputProbe(sandbox.kafka().admin(), plan);
        this.timeline = new CommitTimeline(probe, sandbox.kafka().bootstrapServers(), listener);
        this.manifest = control.manifests().deployment(plan.rules().pipeline(), plan.settings());
    }

    /**
     * Creates the topics.
     *
     * @param listener is told several times a second where the output stands
     */
    public static PipelineRun prepare(
            Sandbox sandbox,
            ControlPlane control,
            RunPlan plan,
            Consumer<CommitTimeline.Progress> listener) {
        sandbox.kafka()
                .createTopics(
                        RunPlan.PARTITIONS,
                        List.of(plan.inputTopic(), plan.outputTopic(), plan.deadLetterTopic()));
        return new PipelineRun(sandbox, control, plan, listener);
    }

    /** Applies the FlinkDeployment, and waits until all of its first revision runs. */
    public FlinkDeployment deploy(int parallelism) throws IOException, InterruptedException {
        apply(parallelism);
        return roll();
    }

    /**
     * Applies the FlinkDeployment with this parallelism; nothing has happened to the job yet.
     *
     * @throws InVainException when it is refused
     */
    Answer.Stored apply(int parallelism) throws IOException, InterruptedException {
        job().put("parallelism", parallelism);
        return applied();
    }

    /**
     * An edit that would lose state: another parallelism, and to get there from nothing. What was
     * applied before stays the user's wish.
     */
    public Answer applyStateless(int parallelism) throws IOException, InterruptedException {
        ObjectNode unsafe = manifest.deepCopy();
        ((ObjectNode) unsafe.at("/spec/job"))
                .put("parallelism", parallelism)
                .put("upgradeMode", "stateless");
        return control.apply(unsafe);
    }

    private Answer.Stored applied() throws IOException, InterruptedException {
        Answer answer = control.apply(manifest);
        if (answer instanceof Answer.Refused refused) {
            throw new InVainException("The webhook refused the edit: " + refused.message());
        }
        return (Answer.Stored) answer;
    }

    /** Writes entries into the user's {@code flinkConfiguration}; they count with the next edit. */
    void configure(Map<String, String> settings) {
        settings.forEach(configuration()::put);
    }

    /** Takes entries out of the user's {@code flinkConfiguration} again. */
    void unset(Set<String> keys) {
        configuration().remove(keys);
    }

    private ObjectNode configuration() {
        return (ObjectNode) manifest.at("/spec/flinkConfiguration");
    }

    private ObjectNode job() {
        return (ObjectNode) manifest.at("/spec/job");
    }

    /** Waits until what was applied is what runs. */
    FlinkDeployment roll() throws IOException, InterruptedException {
        control.reconcile(manifest);
        return control.running();
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
        return kill(() -> control.running().killTaskManager(index));
    }

    /** Kills the JobManager while a transaction is open, and waits for the recovery. */
    public Kill killJobManager() throws Exception {
        return kill(() -> control.running().killJobManager());
    }

    /**
     * Stops one TaskManager without ending it, as a node does that is cut off: no connection is
     * closed, nobody is told. A replacement is started at once; the old one ends with the recovery.
     */
    Kill hangTaskManager(int index) throws Exception {
        Kill kill = kill(() -> control.running().hangTaskManager(index));
        kill.victim().kill();
        return kill;
    }

    private Kill kill(java.util.function.Supplier<ChildProcess> blow) throws Exception {
        control.running().awaitNewCheckpoint();
        long open = awaitOpenTransaction();
        long since = System.currentTimeMillis();
        long sinceNanos = System.nanoTime();
        ChildProcess victim = blow.get();
        control.running().awaitRecovery(since);
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

    /** Edits the parallelism, and waits for the revision that comes of it. */
    public Duration rescale(int parallelism) throws IOException, InterruptedException {
        return rescale(parallelism, stored -> {});
    }

    /**
     * Edits the parallelism: the job is stopped with a savepoint, and the next revision starts from
     * it with a transactional-id prefix of its own.
     *
     * @param told what the webhook made of the edit
     * @return longest time without a commit
     */
    Duration rescale(int parallelism, Consumer<Answer.Stored> told)
            throws IOException, InterruptedException {
        long since = System.nanoTime();
        told.accept(apply(parallelism));
        roll().awaitNewCheckpoint();
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
                () -> probe.isProcessed(revision().group(), current.ends()));
        Await.until(
                "the last commit",
                DRAIN_PATIENCE,
                () -> probe.ends().open() == 0 && probe.openTransactions().isEmpty());
    }

    /** Edits the job's state to suspended, and returns the savepoint that it ended with. */
    public String stop() throws IOException, InterruptedException {
        job().put("state", "suspended");
        applied();
        control.reconcile(manifest);
        return control.savepoint().orElseThrow();
    }

    /** Edits the job's state to running again: a new revision, from the savepoint. */
    public FlinkDeployment resume() throws IOException, InterruptedException {
        job().put("state", "running");
        applied();
        return roll();
    }

    /** What was deployed last. */
    public Revision revision() {
        return control.revision();
    }

    public OutputProbe probe() {
        return probe;
    }

    /** A judge of what is committed now. */
    public Evidence evidence() {
        return new Evidence(sandbox, plan);
    }

    @Override
    public void close() {
        timeline.close();
        if (feeder != null) {
            feeder.close();
        }
    }
}
