package io.exactlyonce.operator.transaction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs under the name of a FlinkDeployment. "Old pods are gone" has to be looked at: after a
 * stop they were seen to run on for minutes, and what runs can write.
 *
 * @param clusterSince when the JobManager's Deployment was created; null if there is none
 * @param pods every pod of the name that has not ended
 */
public record Pods(@Nullable Instant clusterSince, List<Pod> pods) {
    /** Copies the list. */
    public Pods {
        pods = List.copyOf(pods);
    }

    /**
     * One pod.
     *
     * @param name of the pod
     * @param since when it was created
     * @param jobManager whether it is known to be a JobManager's; it then runs no task
     */
    public record Pod(String name, Instant since, boolean jobManager) {
        /** One of which it is not known what it runs. */
        public Pod(String name, Instant since) {
            this(name, since, false);
        }
    }

    /** Whether nothing runs, and nothing is there that would start a pod. */
    public boolean areGone() {
        return clusterSince == null && pods.isEmpty();
    }

    /**
     * Whether the cluster is there with JobManagers and nothing else. Upstream leaves that standing
     * for a job that came to an end by itself ({@code
     * kubernetes.operator.jm-deployment.shutdown-ttl}, 1 d): a suspension of it stops nothing.
     */
    public boolean areJobManagersOnly() {
        return clusterSince != null && pods.stream().allMatch(Pod::jobManager);
    }

    /** A pod that is older than the cluster that is there now, or that has no cluster. */
    public Optional<String> leftOver() {
        return pods.stream()
                .filter(pod -> clusterSince == null || pod.since().isBefore(clusterSince))
                .map(Pod::name)
                .findFirst();
    }
}
