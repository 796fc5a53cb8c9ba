package io.exactlyonce.job.harness;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** One run of a job on a mini cluster: started, watched, stopped with a savepoint. */
public final class TestJob {
    /** Builds the topology in an environment, without executing it. */
    @FunctionalInterface
    public interface Topology {
        void build(StreamExecutionEnvironment environment) throws Exception;
    }

    private final MiniCluster cluster;
    private final JobID id;

    private TestJob(MiniCluster cluster, JobID id) {
        this.cluster = cluster;
        this.id = id;
    }

    /**
     * Configuration of a job that passes the check at start, with fast checkpoints.
     *
     * @param checkpoints folder for checkpoints
     */
    public static Map<String, String> config(TestKafka kafka, Path checkpoints) {
        Map<String, String> config = new HashMap<>();
        config.put("execution.checkpointing.interval", "500 ms");
        config.put("execution.checkpointing.mode", "EXACTLY_ONCE");
        config.put("execution.checkpointing.timeout", "1 min");
        config.put("execution.checkpointing.tolerable-failed-checkpoints", "0");
        config.put("execution.checkpointing.dir", checkpoints.toUri().toString());
        config.put("exactly-once.checkpoints.file-storage-is-durable", "true");
        config.put("state.backend.type", "rocksdb");
        config.put("restart-strategy.type", "fixed-delay");
        config.put("restart-strategy.fixed-delay.attempts", "1000");
        config.put("restart-strategy.fixed-delay.delay", "100 ms");
        config.put("pipeline.generic-types", "false");
        config.put("exactly-once.kafka.bootstrap-servers", kafka.bootstrapServers());
        config.put("exactly-once.sink.transaction-timeout", "15 min");
        config.put("parallelism.default", "2");
        return config;
    }

    public static TestJob start(
            MiniCluster cluster, Map<String, String> config, Topology topology) {
        Configuration flink = Configuration.fromMap(config);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(flink);
        try {
            topology.build(environment);
            StreamGraph graph = environment.getStreamGraph();
            JobGraph job = graph.getJobGraph();
            flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH)
                    .ifPresent(
                            path ->
                                    job.setSavepointRestoreSettings(
                                            SavepointRestoreSettings.fromConfiguration(flink)));
            cluster.submitJob(job).get(30, TimeUnit.SECONDS);
            return new TestJob(cluster, job.getJobID());
        } catch (Exception e) {
            throw new IllegalStateException("The job could not be started", e);
        }
    }

    public JobID id() {
        return id;
    }

    public JobStatus status() {
        try {
            return cluster.getJobStatus(id).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until every task runs: then the sink is open and checkpoints are accepted. */
    public TestJob awaitRunning() {
        await("all tasks running").atMost(Duration.ofSeconds(30)).until(this::allTasksRun);
        return this;
    }

    private boolean allTasksRun() {
        return status() == JobStatus.RUNNING
                && graph().getAllVertices().values().stream()
                        .allMatch(vertex -> vertex.getAggregateState() == ExecutionState.RUNNING);
    }

    /** How often the job was restarted after a failure. */
    public long restarts() {
        return graph().getAllVertices().values().stream()
                .flatMap(vertex -> Arrays.stream(vertex.getTaskVertices()))
                .mapToLong(task -> task.getCurrentExecutionAttempt().getAttemptNumber())
                .max()
                .orElse(0);
    }

    /** Begins a checkpoint now; the result is its id once it is completed, or its failure. */
    public CompletableFuture<Long> triggerCheckpoint() {
        return cluster.triggerCheckpoint(id, CheckpointType.DEFAULT);
    }

    /** Makes a checkpoint and returns its id; completed does not mean committed. */
    public long checkpoint() {
        try {
            return triggerCheckpoint().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The checkpoint failed", e);
        }
    }

    /** What became of the checkpoints of this run. */
    public CheckpointStatsSnapshot checkpoints() {
        return Objects.requireNonNull(graph().getCheckpointStatsSnapshot());
    }

    /** Path of the newest completed checkpoint of this run. */
    public String checkpointPath() {
        return Objects.requireNonNull(
                Objects.requireNonNull(checkpoints().getHistory().getLatestCompletedCheckpoint())
                        .getExternalPath());
    }

    /** Why the job failed for good, with all causes; empty while it did not. */
    public String failure() {
        ErrorInfo failure = graph().getFailureInfo();
        return failure == null ? "" : failure.getExceptionAsString();
    }

    private AccessExecutionGraph graph() {
        try {
            return cluster.getExecutionGraph(id).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops with a savepoint, which commits; returns its path. */
    public String stopWithSavepoint(Path folder) {
        try {
            String path =
                    cluster.stopWithSavepoint(
                                    id,
                                    folder.toUri().toString(),
                                    false,
                                    SavepointFormatType.NATIVE)
                            .get(60, TimeUnit.SECONDS);
            await("finished")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> status() == JobStatus.FINISHED);
            return path;
        } catch (Exception e) {
            throw new IllegalStateException("Stop with savepoint failed", e);
        }
    }

    public void cancel() {
        try {
            cluster.cancelJob(id).get(10, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30)).until(() -> status().isGloballyTerminalState());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
