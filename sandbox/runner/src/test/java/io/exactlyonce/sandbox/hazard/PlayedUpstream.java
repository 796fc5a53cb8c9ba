package io.exactlyonce.sandbox.hazard;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.port.CommitterPort;
import io.exactlyonce.operator.port.FlinkPort;
import io.exactlyonce.operator.transaction.Pods;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.jspecify.annotations.Nullable;

/**
 * The operator upstream, as far as it acts on one deployment and says so in the status (1.15), and
 * the pods that it makes. What a test tells it to do it does at once.
 */
final class PlayedUpstream implements FlinkPort, CommitterPort, AutoCloseable {
    private final PlayedCluster cluster;
    private final String name;
    private TestJob.Topology topology;
    private final Path savepoints;
    private final List<RunningRevision> all = new ArrayList<>();
    private volatile @Nullable RunningRevision running;

    PlayedUpstream(PlayedCluster cluster, String name, TestJob.Topology topology, Path savepoints) {
        this.cluster = cluster;
        this.name = name;
        this.topology = topology;
        this.savepoints = savepoints;
    }

    /** The image has another program from now on. */
    void ships(TestJob.Topology program) {
        topology = program;
    }

    /**
     * Starts what the spec is now.
     *
     * @param from snapshot; null for a start with empty state
     */
    RunningRevision deploy(@Nullable String from) {
        FlinkDeployment spec = deployment();
        Instant now = Instant.now();
        cluster.runs(name, new Pods(now, List.of(new Pods.Pod(name + "-taskmanager-1-1", now))));
        RunningRevision started = RunningRevision.start(spec, from, topology);
        all.add(started);
        running = started;
        deployed(from, started.job().id().toString());
        status("READY", "jobManagerDeploymentStatus");
        status("RUNNING", "jobStatus", "state");
        return started;
    }

    /** The same, but no pod ever comes up: its image cannot be pulled, say. */
    void deployInVain(@Nullable String from) {
        deployed(from, new JobID().toString());
        status("DEPLOYING", "jobManagerDeploymentStatus");
        status("RECONCILING", "jobStatus", "state");
    }

    private void deployed(@Nullable String from, String job) {
        reconciled("running", from == null ? "stateless" : "savepoint");
        status("DEPLOYED", "reconciliationStatus", "state");
        status(job, "jobStatus", "jobId");
        status(Objects.requireNonNullElse(from, ""), "jobStatus", "upgradeSavepointPath");
    }

    /** Stops with a savepoint, as before an upgrade, and returns its path. */
    String stop() {
        String path = running().job().stopWithSavepoint(savepoints);
        gone();
        reconciled("suspended", "savepoint");
        status("UPGRADING", "reconciliationStatus", "state");
        status(path, "jobStatus", "upgradeSavepointPath");
        status("FINISHED", "jobStatus", "state");
        return path;
    }

    /** Stops with a savepoint because the spec says so, and leaves it at that. */
    String suspend() {
        String path = stop();
        status("DEPLOYED", "reconciliationStatus", "state");
        return path;
    }

    /** A plain savepoint of the running job. */
    String savepoint() {
        return running().savepoint(savepoints);
    }

    /** All processes die; for upstream the job is one that it cannot see. */
    void killed() {
        running().die();
        gone();
        status("RECONCILING", "jobStatus", "state");
    }

    private void gone() {
        running = null;
        cluster.runs(name, new Pods(null, List.of()));
        status("MISSING", "jobManagerDeploymentStatus");
    }

    RunningRevision running() {
        return Objects.requireNonNull(running, "Nothing runs");
    }

    private FlinkDeployment deployment() {
        return cluster.deployment(PlayedCluster.NAMESPACE, name).orElseThrow();
    }

    private void reconciled(String state, String mode) {
        FlinkDeployment now = deployment();
        Fields spec = now.spec().with(state, "job", "state").with(mode, "job", "upgradeMode");
        cluster.store(
                new FlinkDeployment(
                        now.object().with(now.generation(), "status", "observedGeneration"),
                        now.lastApplied(),
                        Fields.EMPTY.with(spec, "spec"),
                        now.lastStable()));
    }

    private void status(String value, String... path) {
        String[] full = new String[path.length + 1];
        full[0] = "status";
        System.arraycopy(path, 0, full, 1, path.length);
        FlinkDeployment now = deployment();
        cluster.store(
                now.withObject(
                        value.isEmpty()
                                ? now.object().without(full)
                                : now.object().with(value, full)));
    }

    @Override
    public Optional<FlinkObservation> observe(String namespace, String deployment) {
        RunningRevision now = running;
        return now == null ? Optional.empty() : now.rest().observe(namespace, deployment);
    }

    @Override
    public Optional<Map<String, Long>> committers(
            String namespace, String deployment, String jobId, Set<String> counters) {
        RunningRevision now = running;
        return now == null
                ? Optional.empty()
                : now.rest().committers(namespace, deployment, jobId, counters);
    }

    @Override
    public void close() {
        all.forEach(RunningRevision::close);
    }
}
