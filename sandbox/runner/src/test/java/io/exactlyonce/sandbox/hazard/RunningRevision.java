package io.exactlyonce.sandbox.hazard;

import io.exactlyonce.job.harness.TestCluster;
import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.flink.JobManagerAddress;
import io.exactlyonce.operator.flink.JobManagers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.jspecify.annotations.Nullable;

/** The Flink cluster that one revision has for itself, with its job. */
final class RunningRevision implements AutoCloseable {
    /** What needs Kubernetes, or is read by upstream alone. */
    private static final List<String> NOT_HERE = List.of("kubernetes.", "high-availability.");

    private final String prefix;
    private final MiniCluster cluster;
    private final TestJob job;
    private final JobManagers rest;

    private RunningRevision(String prefix, MiniCluster cluster, TestJob job, JobManagers rest) {
        this.prefix = prefix;
        this.cluster = cluster;
        this.job = job;
        this.rest = rest;
    }

    /**
     * Starts it with the configuration that is in the spec.
     *
     * @param from snapshot to restore; null for none
     */
    static RunningRevision start(
            FlinkDeployment deployment, @Nullable String from, TestJob.Topology topology) {
        Map<String, String> configuration = new HashMap<>(deployment.configuration().entries());
        configuration.keySet().removeIf(key -> NOT_HERE.stream().anyMatch(key::startsWith));
        configuration.put(
                "parallelism.default",
                deployment.spec().number("job", "parallelism").orElseThrow().toString());
        if (from != null) {
            configuration.put("execution.state-recovery.path", from);
            configuration.put(
                    "execution.state-recovery.ignore-unclaimed-state",
                    String.valueOf(deployment.spec().isTrue("job", "allowNonRestoredState")));
        }
        try {
            MiniCluster cluster = TestCluster.start(1, 2, Configuration.fromMap(configuration));
            String address = cluster.getRestAddress().get(10, TimeUnit.SECONDS).toString();
            return new RunningRevision(
                    configuration.getOrDefault(RevisionKeys.PREFIX, ""),
                    cluster,
                    TestJob.start(cluster, configuration, topology),
                    new JobManagers(new JobManagerAddress(address), InstantSource.system()));
        } catch (Exception e) {
            throw new IllegalStateException("The revision could not be started", e);
        }
    }

    TestJob job() {
        return job;
    }

    /** What its JobManager tells the operator. */
    JobManagers rest() {
        return rest;
    }

    /** Full prefix of its transactional ids, without the name of a sink. */
    String prefix() {
        return prefix;
    }

    /** A savepoint of a job that goes on: it commits nothing. */
    String savepoint(Path folder) {
        try {
            return cluster.triggerSavepoint(
                            job.id(), folder.toUri().toString(), false, SavepointFormatType.NATIVE)
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("No savepoint", e);
        }
    }

    /** Its processes are gone, without a word to anybody. */
    void die() {
        Gate.kill(prefix);
        rest.close();
    }

    @Override
    public void close() {
        rest.close();
        CompletableFuture<Void> closed = cluster.closeAsync();
        Gate.bury(prefix);
        closed.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
