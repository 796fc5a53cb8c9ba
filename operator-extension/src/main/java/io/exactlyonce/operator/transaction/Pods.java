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
     */
    public record Pod(String name, Instant since) {}

    /** Whether nothing runs, and nothing is there that would start a pod. */
    public boolean areGone() {
        return clusterSince == null && pods.isEmpty();
    }

    /** A pod that is older than the cluster that is there now, or that has no cluster. */
    public Optional<String> leftOver() {
        return pods.stream()
                .filter(pod -> clusterSince == null || pod.since().isBefore(clusterSince))
                .map(Pod::name)
                .findFirst();
    }
}
