package io.exactlyonce.operator.simulation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What runs, by the name of its deployment, and the last job of each deployment by its uid. */
final class FlinkClusters {
    /** What upstream notes in place of a path when the job keeps its HA metadata. */
    static final String LAST_STATE = "KUBERNETES_OPERATOR_LAST_STATE";

    private final Map<String, JobManager> running = new HashMap<>();
    private final Map<String, JobManager.Job> lastJobs = new HashMap<>();
    private int jobs;

    Optional<JobManager> of(String name) {
        return Optional.ofNullable(running.get(name));
    }

    void put(String name, JobManager cluster) {
        running.put(name, cluster);
        lastJobs.put(cluster.uid(), cluster.job());
    }

    void stop(String name) {
        running.remove(name);
    }

    /** Garbage collection: a cluster whose deployment is gone goes with it. */
    void collect(String name, Optional<String> uidOfDeployment) {
        if (!of(name).map(JobManager::uid).equals(uidOfDeployment)) {
            running.remove(name);
        }
    }

    void checkpoint(String name) {
        of(name).ifPresent(cluster -> put(name, cluster.checkpointed()));
    }

    /** A job fails, or comes back. */
    String trouble(String name) {
        of(name).ifPresent(cluster -> put(name, cluster.troubled()));
        return of(name).map(it -> it.healthy() ? "job is back" : "job fails").orElse("no job");
    }

    /** The job that a deploy starts, given the path that upstream noted. */
    JobManager.Job next(String uid, String path) {
        JobManager.Job before = lastJobs.get(uid);
        if (path.equals(LAST_STATE) && before != null) {
            return before.failedOver();
        }
        return new JobManager.Job(
                String.format(Locale.ROOT, "%06x-job", ++jobs),
                path.equals(LAST_STATE) ? "" : path,
                0);
    }
}
