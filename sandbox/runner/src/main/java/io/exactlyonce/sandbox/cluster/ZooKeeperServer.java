package io.exactlyonce.sandbox.cluster;

import io.exactlyonce.sandbox.kafka.KafkaBroker;
import io.exactlyonce.sandbox.process.ChildProcess;
import io.exactlyonce.sandbox.process.ProcessGroup;
import io.exactlyonce.sandbox.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * ZooKeeper (the one inside Flink) in a process of its own. It keeps what a JobManager must find
 * again after a kill: the job, its newest checkpoint, who leads. In Kubernetes ConfigMaps do that.
 */
public final class ZooKeeperServer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEAP_MEBIBYTES = 64;

    private final ChildProcess process;
    private final int port;

    private ZooKeeperServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static ZooKeeperServer start(
            ProcessGroup group, Distribution distribution, Workspace workspace) {
        int port = KafkaBroker.freePort();
        Path file = workspace.folder("conf").resolve("zoo.cfg");
        try {
            Files.writeString(file, properties(port, workspace.folder("zookeeper")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess process =
                group.start(
                        ProcessSpec.plain(
                                "zookeeper",
                                distribution.flinkClassPath(),
                                "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                                List.of("--zkConfigFile", file.toString(), "--peerId", "0"),
                                HEAP_MEBIBYTES));
        return new ZooKeeperServer(process, port);
    }

    private static String properties(int port, Path data) {
        return String.join(
                "\n",
                // The shortest session a client can have is two ticks.
                "tickTime=1000",
                "dataDir=" + data,
                "clientPort=" + port,
                "clientPortAddress=127.0.0.1",
                "admin.enableServer=false",
                "");
    }

    void awaitReady() {
        Await.until("ZooKeeper on port " + port, PATIENCE, process, () -> S3Server.accepts(port));
    }

    String quorum() {
        return "127.0.0.1:" + port;
    }
}
