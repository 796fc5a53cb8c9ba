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
        client = server.createClient();
    }

    /** A client of its own, which its user closes. */
    public KubernetesClient newClient() {
        return server.createClient();
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
