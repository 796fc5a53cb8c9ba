package io.exactlyonce.job.harness;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster in this process. */
public final class TestCluster {
    private TestCluster() {}

    /** Starts one on a free port: the default 8081 may be another cluster's. */
    public static MiniCluster start(int taskManagers, int slotsPerTaskManager) throws Exception {
        return start(taskManagers, slotsPerTaskManager, new Configuration());
    }

    /** As above, with a configuration of the caller's. */
    public static MiniCluster start(int taskManagers, int slotsPerTaskManager, Configuration flink)
            throws Exception {
        flink.set(RestOptions.BIND_PORT, "0");
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(flink)
                                .setNumTaskManagers(taskManagers)
                                .setNumSlotsPerTaskManager(slotsPerTaskManager)
                                .build());
        cluster.start();
        return cluster;
    }
}
