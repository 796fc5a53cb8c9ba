package io.exactlyonce.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every state of a namespace's FlinkDeployments that the API server stores, in order. */
final class StoredWrites implements Watcher<GenericKubernetesResource>, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> all = new CopyOnWriteArrayList<>();
    private final Set<String> versions = ConcurrentHashMap.newKeySet();
    private Watch watch = () -> {};

    static StoredWrites of(TestNamespace namespace) {
        StoredWrites writes = new StoredWrites();
        writes.watch =
                namespace
                        .client()
                        .genericKubernetesResources("flink.apache.org/v1beta1", "FlinkDeployment")
                        .inNamespace(namespace.name())
                        .watch(writes);
        return writes;
    }

    List<JsonNode> all() {
        return List.copyOf(all);
    }

    void forget() {
        all.clear();
    }

    /** Whether each of these objects, as JSON by name, was seen at the version that it has. */
    boolean haveSeen(Map<String, String> stored) {
        return stored.values().stream()
                .map(LiveDeployments::json)
                .map(object -> object.at("/metadata/resourceVersion").asText())
                .allMatch(versions::contains);
    }

    @Override
    public void eventReceived(Action action, GenericKubernetesResource resource) {
        all.add(JSON.valueToTree(resource));
        versions.add(resource.getMetadata().getResourceVersion());
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("The watch ended before the test", cause);
    }

    @Override
    public void close() {
        watch.close();
    }
}
