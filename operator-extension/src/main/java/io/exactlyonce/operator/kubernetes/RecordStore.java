package io.exactlyonce.operator.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an informer remembers: of every object a small record and the metadata that the informer
 * itself needs. A FlinkDeployment with pod templates, managed fields and two copies of its spec in
 * its status would take a hundred times as much.
 */
final class RecordStore<R> implements ItemStore<GenericKubernetesResource> {

    private record Entry<R>(ObjectMeta metadata, R record) {}

    /** All records after so many changes. */
    private record Snapshot<R>(long change, List<R> records) {}

    private final Function<GenericKubernetesResource, R> reader;
    private final Map<String, Entry<R>> entries = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile Snapshot<R> snapshot = new Snapshot<>(0, List.of());

    /**
     * @param reader must not throw, whatever the object looks like: the informer would go blind
     */
    RecordStore(Function<GenericKubernetesResource, R> reader) {
        this.reader = reader;
    }

    Optional<R> record(String namespace, String name) {
        return Optional.ofNullable(entries.get(Cache.namespaceKeyFunc(namespace, name)))
                .map(Entry::record);
    }

    /** All records, in a list that is made once per change and not once per request. */
    List<R> records() {
        long before = changes.get();
        Snapshot<R> known = snapshot;
        if (known.change() == before) {
            return known.records();
        }
        List<R> records =
                entries.values().stream()
                        .map(Entry::record)
                        .collect(Collectors.toUnmodifiableList());
        // A change meanwhile has raised the count, so that this is not taken for what is known.
        snapshot = new Snapshot<>(before, records);
        return records;
    }

    @Override
    public String getKey(GenericKubernetesResource resource) {
        return Cache.metaNamespaceKeyFunc(resource);
    }

    @Override
    public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource resource) {
        ObjectMeta full = resource.getMetadata();
        ObjectMeta needed =
                new ObjectMetaBuilder()
                        .withNamespace(full.getNamespace())
                        .withName(full.getName())
                        .withUid(full.getUid())
                        .withResourceVersion(full.getResourceVersion())
                        .build();
        R record = reader.apply(resource);
        Entry<R> replaced = entries.put(key, new Entry<>(needed, record));
        if (replaced == null || !record.equals(replaced.record())) {
            changes.incrementAndGet();
        }
        return resource(replaced);
    }

    @Override
    public @Nullable GenericKubernetesResource remove(String key) {
        Entry<R> removed = entries.remove(key);
        changes.incrementAndGet();
        return resource(removed);
    }

    @Override
    public Stream<String> keySet() {
        return entries.keySet().stream();
    }

    @Override
    public Stream<GenericKubernetesResource> values() {
        return entries.values().stream().map(RecordStore::rebuilt);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public @Nullable GenericKubernetesResource get(String key) {
        return resource(entries.get(key));
    }

    @Override
    public boolean isFullState() {
        return false;
    }

    private static <R> @Nullable GenericKubernetesResource resource(@Nullable Entry<R> entry) {
        return entry == null ? null : rebuilt(entry);
    }

    private static <R> GenericKubernetesResource rebuilt(Entry<R> entry) {
        GenericKubernetesResource resource = new GenericKubernetesResource();
        resource.setMetadata(entry.metadata());
        return resource;
    }
}
