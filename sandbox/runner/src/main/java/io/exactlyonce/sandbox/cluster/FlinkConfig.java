package io.exactlyonce.sandbox.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * The {@code config.yaml} of a revision. Timings are those of a small machine in a hurry: what
 * takes minutes in a cluster shall take seconds here.
 */
final class FlinkConfig {
    private final S3Server s3;
    private final ZooKeeperServer zooKeeper;
    private final Workspace workspace;

    FlinkConfig(S3Server s3, ZooKeeperServer zooKeeper, Workspace workspace) {
        this.s3 = s3;
        this.zooKeeper = zooKeeper;
        this.workspace = workspace;
    }

    /**
     * Writes the file and returns its folder.
     *
     * @param jobId fixed over fail-overs of the JobManager
     * @param job the {@code exactly-once.*} keys; values are strings, numbers or lists
     */
    Path write(Revision revision, String jobId, int restPort, Map<String, Object> job) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.putAll(addresses(restPort));
        all.putAll(taskManager(revision));
        all.putAll(checkpoints());
        all.putAll(failOver(revision));
        all.put("$internal.pipeline.job-id", jobId);
        all.put("pipeline.name", "exactly-once " + revision.name());
        all.put("parallelism.default", revision.parallelism());
        // The savepoint's location is asked for after the job has finished; then we stop it.
        all.put("execution.shutdown-on-application-finish", false);
        revision.restore().ifPresent(path -> all.put("execution.state-recovery.path", path));
        all.putAll(job);
        all.put("exactly-once.revision", revision.number());
        all.put("exactly-once.sink.transactional-id-prefix", revision.prefix());
        Path folder = workspace.folder("conf/" + revision.name());
        try {
            // JSON is YAML: no quoting rules of our own.
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(folder.resolve("config.yaml").toFile(), all);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write Flink's configuration", e);
        }
        return folder;
    }

    private Map<String, Object> addresses(int restPort) {
        return Map.ofEntries(
                Map.entry("jobmanager.rpc.address", "127.0.0.1"),
                Map.entry("jobmanager.bind-host", "127.0.0.1"),
                Map.entry("rest.address", "127.0.0.1"),
                Map.entry("rest.bind-address", "127.0.0.1"),
                Map.entry("rest.port", restPort),
                Map.entry("taskmanager.host", "127.0.0.1"),
                Map.entry("taskmanager.bind-host", "127.0.0.1"),
                Map.entry("web.submit.enable", false),
                Map.entry("io.tmp.dirs", workspace.folder("flink").toString()));
    }

    /** Flink's scripts would work these out; started without them, all must be given. */
    private static Map<String, Object> taskManager(Revision revision) {
        return Map.ofEntries(
                Map.entry("taskmanager.numberOfTaskSlots", revision.slots()),
                Map.entry("taskmanager.cpu.cores", revision.slots()),
                Map.entry("taskmanager.memory.framework.heap.size", "96m"),
                Map.entry("taskmanager.memory.task.heap.size", "128m"),
                Map.entry("taskmanager.memory.framework.off-heap.size", "96m"),
                Map.entry("taskmanager.memory.task.off-heap.size", "16m"),
                Map.entry("taskmanager.memory.network.min", "32m"),
                Map.entry("taskmanager.memory.network.max", "32m"),
                Map.entry("taskmanager.memory.managed.size", "64m"),
                Map.entry("taskmanager.memory.jvm-metaspace.size", "192m"),
                Map.entry("taskmanager.memory.jvm-overhead.min", "128m"),
                Map.entry("taskmanager.memory.jvm-overhead.max", "128m"));
    }

    private Map<String, Object> checkpoints() {
        return Map.ofEntries(
                Map.entry("s3.endpoint", s3.endpoint()),
                Map.entry("s3.path-style-access", true),
                Map.entry("s3.access-key", S3Server.ACCESS_KEY),
                Map.entry("s3.secret-key", S3Server.SECRET_KEY),
                Map.entry("state.backend.type", "rocksdb"),
                Map.entry("execution.checkpointing.incremental", true),
                Map.entry("execution.checkpointing.mode", "EXACTLY_ONCE"),
                Map.entry("execution.checkpointing.interval", "2 s"),
                Map.entry("execution.checkpointing.timeout", "60 s"),
                Map.entry("execution.checkpointing.storage", "filesystem"),
                Map.entry("execution.checkpointing.dir", s3.uri("checkpoints")),
                Map.entry("execution.checkpointing.savepoint-dir", s3.uri("savepoints")));
    }

    private Map<String, Object> failOver(Revision revision) {
        return Map.ofEntries(
                Map.entry("high-availability.type", "zookeeper"),
                Map.entry("high-availability.cluster-id", "/" + revision.name()),
                Map.entry("high-availability.storageDir", s3.uri("ha")),
                Map.entry("high-availability.zookeeper.quorum", zooKeeper.quorum()),
                Map.entry("zookeeper.sasl.disable", true),
                // A killed JobManager leads until its session ends.
                Map.entry("high-availability.zookeeper.client.session-timeout", "6 s"),
                Map.entry("high-availability.zookeeper.client.connection-timeout", "6 s"),
                Map.entry(
                        "high-availability.zookeeper.client.tolerate-suspended-connections", true),
                Map.entry("heartbeat.interval", "1 s"),
                Map.entry("heartbeat.timeout", "10 s"),
                Map.entry("restart-strategy.type", "fixed-delay"),
                Map.entry("restart-strategy.fixed-delay.attempts", Integer.MAX_VALUE),
                Map.entry("restart-strategy.fixed-delay.delay", "500 ms"));
    }

    /** A new job id; state is found by the savepoint's path, never by the id. */
    static String newJobId() {
        Uuid uuid = Uuid.randomUuid();
        return "%016x%016x"
                .formatted(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
