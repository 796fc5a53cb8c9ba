package io.exactlyonce.operator.port;

import io.exactlyonce.operator.transaction.Pods;

/** Pods of Flink clusters. */
@FunctionalInterface
public interface PodPort {

    /**
     * The pods that bear the name of a FlinkDeployment, read past all caches.
     *
     * @throws UnavailableException if the API server does not answer
     */
    Pods pods(String namespace, String deployment);
}
