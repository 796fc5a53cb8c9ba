package io.exactlyonce.operator.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    public MockCluster() {
        server =
                new KubernetesMockServer(
                        new Context(),
                        new MockWebServer(),
                        new HashMap<>(),
                        new Installed(missing),
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

    /** From now on the API server does not know a kind. */
    public void uninstall(String plural) {
        missing.add(plural);
    }

    /** From now on it does. */
    public void install(String plural) {
        missing.remove(plural);
    }

    /** Answers 404 for a kind that is not installed. */
    private static final class Installed extends KubernetesCrudDispatcher {
        private final Set<String> missing;

        Installed(Set<String> missing) {
            this.missing = missing;
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            boolean unknown =
                    missing.stream().anyMatch(kind -> request.getPath().contains("/" + kind));
            return unknown
                    ? new MockResponse().setResponseCode(HttpURLConnection.HTTP_NOT_FOUND)
                    : super.dispatch(request);
        }
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
