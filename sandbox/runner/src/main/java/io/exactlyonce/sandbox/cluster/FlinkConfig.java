package io.exactlyonce.sandbox.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;

/** Writes the {@code config.yaml} of a revision; what is in it was decided elsewhere. */
final class FlinkConfig {
    private final ZooKeeperServer zooKeeper;
    private final Workspace workspace;

    FlinkConfig(ZooKeeperServer zooKeeper, Workspace workspace) {
        this.zooKeeper = zooKeeper;
        this.workspace = workspace;
    }

    /** Writes the file and returns its folder. */
    Path write(Revision revision, String jobId, int restPort) {
        KubernetesTranslation translation =
                new KubernetesTranslation(
                        revision,
                        new KubernetesTranslation.Place(
                                jobId,
                                restPort,
                                zooKeeper.quorum(),
                                workspace.folder("flink").toString()));
        Path folder = workspace.folder("conf/" + revision.name());
        try {
            // JSON is YAML: no quoting rules of our own.
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(
                            folder.resolve("config.yaml").toFile(), translation.configuration());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write Flink's configuration", e);
        }
        return folder;
    }

    /** A new job id; state is found by the savepoint's path, never by the id. */
    static String newJobId() {
        Uuid uuid = Uuid.randomUuid();
        return "%016x%016x"
                .formatted(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
