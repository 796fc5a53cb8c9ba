package io.exactlyonce.operator.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An API server in process that stores and watches, and knows no admission or schema. */
public final class MockCluster implements AutoCloseable {
    /** Kept, or it could be collected together with its level. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    static {
        REQUESTS.setLevel(Level.WARNING);
    }

    /** As in the operator: by default a server that is gone is asked for 20 s. */
    private static final int RETRIES = 1;

    private final KubernetesMockServer server;
    private final KubernetesClient client;

    public MockCluster() {
        server =
                new KubernetesMockServer(
                        new Context(),
                        new MockWebServer(),
                        new HashMap<>(),
                        new KubernetesCrudDispatcher(),
                        false);
        server.init();
        client = newClient();
    }

    /** A client of its own, which its user closes. */
    public KubernetesClient newClient() {
        return server.createClient(
                builder ->
                        builder.editOrNewConfig()
                                .withRequestRetryBackoffLimit(RETRIES)
                                .endConfig());
    }

    public KubernetesClient client() {
        return client;
    }

    /** From now on nobody answers. */
    public void shutDown() {
        server.shutdown();
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
