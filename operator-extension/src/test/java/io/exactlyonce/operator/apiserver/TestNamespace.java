package io.exactlyonce.operator.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A namespace of one test class on a server that others use too. Its label lets a webhook select
 * it.
 */
public record TestNamespace(TestApiServer server, String name) {
    // kubernetes.io/metadata.name would do, but servers before 1.21 do not set it.
    static final String LABEL = "test.exactlyonce.io/namespace";

    /** kubectl as the cluster's administrator, in this namespace. */
    public Kubectl kubectl() {
        return server.kubectl().with("--namespace=" + name);
    }

    /** The server's client; it is the administrator's and knows all namespaces. */
    public KubernetesClient client() {
        return server.client();
    }

    String manifest() {
        return """
               apiVersion: v1
               kind: Namespace
               metadata: {name: %s, labels: {%s: %s}}
               """
                .formatted(name, LABEL, name);
    }
}
