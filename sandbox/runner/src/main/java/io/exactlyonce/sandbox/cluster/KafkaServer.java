package io.exactlyonce.sandbox.cluster;

import io.exactlyonce.sandbox.kafka.KafkaBroker;
import io.exactlyonce.sandbox.process.ChildProcess;
import io.exactlyonce.sandbox.process.ProcessGroup;
import io.exactlyonce.sandbox.process.ProcessSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** One Kafka broker in a process of its own, and an admin client to it. */
public final class KafkaServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEAP_MEBIBYTES = 320;

    private final ChildProcess process;
    private final String bootstrapServers;
    private final Admin admin;

    private KafkaServer(ChildProcess process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
        this.admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "reconnect.backoff.max.ms",
                                "500"));
    }

    /** Starts a broker; {@link #awaitReady} waits until it serves. */
    static KafkaServer start(ProcessGroup group, Distribution distribution, Workspace workspace) {
        int port = KafkaBroker.freePort();
        ChildProcess process =
                group.start(
                        ProcessSpec.plain(
                                "kafka",
                                distribution.sandboxClassPath(),
                                KafkaBroker.class.getName(),
                                List.of(
                                        workspace.folder("kafka").toString(),
                                        Integer.toString(port)),
                                HEAP_MEBIBYTES));
        return new KafkaServer(process, "127.0.0.1:" + port);
    }

    void awaitReady() {
        Await.until(
                "Kafka to serve on " + bootstrapServers,
                PATIENCE,
                process,
                () -> !admin.describeCluster().nodes().get().isEmpty());
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** A client for looking at topics and transactions; closed with this object. */
    public Admin admin() {
        return admin;
    }

    /** Creates topics that do not exist yet, all with as many partitions. */
    public void createTopics(int partitions, List<String> names) {
        try {
            admin.createTopics(
                            names.stream()
                                    .map(name -> new NewTopic(name, partitions, (short) 1))
                                    .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create the topics " + names, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while creating topics", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
