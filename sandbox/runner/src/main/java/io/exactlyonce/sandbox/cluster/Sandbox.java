package io.exactlyonce.sandbox.cluster;

import io.exactlyonce.sandbox.process.MemoryProbe;
import io.exactlyonce.sandbox.process.ProcessGroup;

/**
 * The whole system, each part in its own process on loopback. Closing it stops everything within
 * seconds and removes all data but the logs; it is safe to close it from a shutdown hook.
 */
public final class Sandbox implements AutoCloseable {
    private final Workspace workspace;
    private final Distribution distribution;
    private final ProcessGroup processes;
    private final MemoryProbe memory;
    private final KafkaServer kafka;
    private final FlinkConfig flinkConfig;
    private final FlinkProcesses flinkProcesses;
    private final S3Server s3;
    private final ZooKeeperServer zooKeeper;
    private boolean closed;

    private Sandbox(Workspace workspace, Distribution distribution) {
        this.workspace = workspace;
        this.distribution = distribution;
        this.processes = new ProcessGroup(workspace.logs(), workspace.folder("tmp"));
        this.memory = new MemoryProbe(processes);
        this.kafka = KafkaServer.start(processes, distribution, workspace);
        this.s3 = S3Server.start(processes, distribution, workspace);
        this.zooKeeper = ZooKeeperServer.start(processes, distribution, workspace);
        this.flinkConfig = new FlinkConfig(zooKeeper, workspace);
        this.flinkProcesses = new FlinkProcesses(processes, distribution, workspace);
    }

    /** Starts Kafka, the S3 server and ZooKeeper in the background. */
    public static Sandbox start(Workspace workspace, Distribution distribution) {
        return new Sandbox(workspace, distribution);
    }

    /** Waits until Kafka, the S3 server and ZooKeeper serve. */
    public void awaitReady() {
        kafka.awaitReady();
        s3.awaitReady();
        zooKeeper.awaitReady();
    }

    /** Starts a revision of the job. */
    public FlinkDeployment deploy(Revision revision) {
        return FlinkDeployment.start(revision, flinkConfig, flinkProcesses);
    }

    public S3Server s3() {
        return s3;
    }

    public KafkaServer kafka() {
        return kafka;
    }

    public ProcessGroup processes() {
        return processes;
    }

    public Distribution distribution() {
        return distribution;
    }

    public Workspace workspace() {
        return workspace;
    }

    /** Highest memory of all processes together so far, in MiB. */
    public long peakMemoryMebibytes() {
        return memory.peakMebibytes();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        processes.close();
        memory.close();
        kafka.close();
        workspace.removeData();
    }
}
