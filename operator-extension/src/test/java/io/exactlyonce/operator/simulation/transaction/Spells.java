package io.exactlyonce.operator.simulation.transaction;

import java.time.Duration;

/**
 * Several things that one after the other lead to a deed, which chance alone hardly ever does.
 * Anything may fail or come in between.
 *
 * @param world of all
 * @param cluster in which they happen
 * @param process that looks
 */
record Spells(World world, ClusterModel cluster, Process process) {
    /** Longer than a controller waits before it recovers a job. */
    private static final Duration PATIENCE = Duration.ofSeconds(160);

    private static final int LOOKS = 2;

    String cast(String name) {
        return world.dice().percent(65) ? quiet(name) : crashLoop(name);
    }

    /** Old pods are gone, the job goes on, and people let it. */
    private String quiet(String name) {
        StringBuilder told = new StringBuilder("quiet: ");
        if (world.dice().percent(70)) {
            new Users(cluster, world.dice()).allow(name);
        }
        told.append(cluster.reconcile(name));
        while (cluster.running().lingers()) {
            cluster.running().collect();
        }
        cluster.running().of(name).map(FlinkCluster::job).ifPresent(World::goOn);
        told.append(", ").append(cluster.reconcile(name));
        for (int look = 0; look < LOOKS; look++) {
            told.append(", ").append(process.look(name));
        }
        return told.toString();
    }

    /** The job does not come up again, and upstream waits for a savepoint of it. */
    private String crashLoop(String name) {
        StringBuilder told = new StringBuilder("crash loop: ");
        cluster.running().of(name).map(FlinkCluster::job).ifPresent(job -> job.fail(true));
        new Users(cluster, world.dice()).rescale(name);
        told.append(cluster.reconcile(name)).append(", ").append(process.look(name));
        world.pass(PATIENCE);
        for (int look = 0; look < LOOKS; look++) {
            told.append(", ").append(cluster.reconcile(name));
            told.append(", ").append(process.look(name));
        }
        return told.toString();
    }
}
