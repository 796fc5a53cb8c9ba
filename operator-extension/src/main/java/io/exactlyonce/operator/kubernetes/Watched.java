package io.exactlyonce.operator.kubernetes;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;

import io.exactlyonce.operator.port.HealthCheck;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small records of all resources of a kind in some or all namespaces, kept true by watches that
 * never give up.
 */
final class Watched<R> implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    /** Objects in one page of the first list: bounds what a start takes in memory. */
    private static final long PAGE = 100;

    private final ResourceDefinitionContext kind;
    private final String server;

    /** HTTP status of the last failure; 0 before any, and for one without an answer. */
    private volatile int failure;

    private final List<RecordStore<R>> stores = new ArrayList<>();
    private final List<SharedIndexInformer<GenericKubernetesResource>> informers =
            new ArrayList<>();

    private Watched(ResourceDefinitionContext kind, String server) {
        this.kind = kind;
        this.server = server;
    }

    /**
     * Starts to watch; returns before everything is known, see {@link #health()}.
     *
     * @param label that a resource must have; empty for all resources
     * @param namespaces empty for all
     */
    static <R> Watched<R> start(
            KubernetesClient client,
            ResourceDefinitionContext kind,
            Optional<String> label,
            Collection<String> namespaces,
            Function<GenericKubernetesResource, R> reader) {
        Watched<R> watched = new Watched<>(kind, client.getMasterUrl().toString());
        var resources = client.genericKubernetesResources(kind);
        if (namespaces.isEmpty()) {
            var all = resources.inAnyNamespace();
            watched.add(label.isPresent() ? all.withLabel(label.get()) : all, reader);
        }
        for (String namespace : namespaces) {
            var one = resources.inNamespace(namespace);
            watched.add(label.isPresent() ? one.withLabel(label.get()) : one, reader);
        }
        return watched;
    }

    /**
     * Starts to watch one resource and no other, so that a role may name it.
     *
     * @param namespace empty for a resource of the cluster
     */
    static <R> Watched<R> startOne(
            KubernetesClient client,
            ResourceDefinitionContext kind,
            Optional<String> namespace,
            String name,
            Function<GenericKubernetesResource, R> reader) {
        Watched<R> watched = new Watched<>(kind, client.getMasterUrl().toString());
        var resources = client.genericKubernetesResources(kind);
        watched.add(
                namespace.isPresent()
                        ? resources.inNamespace(namespace.get()).withName(name)
                        : resources.withName(name),
                reader);
        return watched;
    }

    private void add(
            Informable<GenericKubernetesResource> resources,
            Function<GenericKubernetesResource, R> reader) {
        RecordStore<R> store = new RecordStore<>(reader);
        SharedIndexInformer<GenericKubernetesResource> informer =
                resources
                        .withLimit(PAGE)
                        .runnableInformer(0)
                        .itemStore(store)
                        .exceptionHandler(this::goOn);
        stores.add(store);
        informers.add(informer);
        var unused = informer.start();
    }

    /** Never gives up: whatever is wrong, people mend it while we run. */
    private boolean goOn(boolean started, Throwable problem) {
        failure = status(problem);
        LOG.warn(
                "event=watch-failed resource={} started={} server={} reason=\"{}\"",
                kind.getPlural(),
                started,
                server,
                failure == HTTP_NOT_FOUND ? Kinds.notInstalled(kind) : reason(problem));
        return true;
    }

    /** The innermost cause that says something: the others only wrap it. */
    private static String reason(Throwable problem) {
        Throwable reason = problem;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason.toString();
    }

    private static int status(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException answered) {
                return answered.getCode();
            }
        }
        return 0;
    }

    /** Empty if no watch has shown it, which does not mean that there is none. */
    Optional<R> find(String namespace, String name) {
        return stores.stream()
                .map(store -> store.record(namespace, name))
                .flatMap(Optional::stream)
                .findFirst();
    }

    Stream<R> all() {
        return lists().stream().flatMap(List::stream);
    }

    /** Of each watch all records; the same list as before, unless one has changed. */
    List<List<R>> lists() {
        return stores.stream().map(RecordStore::records).toList();
    }

    /**
     * @param listener called with namespace and name of what is created, changed or deleted, after
     *     {@link #find} knows of it
     */
    void listen(BiConsumer<String, String> listener) {
        informers.forEach(informer -> informer.addEventHandler(new Changes(listener)));
    }

    /** Every change, but none that is only seen again after a watch broke. */
    private record Changes(BiConsumer<String, String> listener)
            implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource added) {
            tell(added);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            if (!version(before).equals(version(now))) {
                tell(now);
            }
        }

        @Override
        public void onDelete(GenericKubernetesResource last, boolean unknownState) {
            tell(last);
        }

        private static String version(GenericKubernetesResource resource) {
            return resource.getMetadata().getResourceVersion();
        }

        private void tell(GenericKubernetesResource resource) {
            listener.accept(
                    resource.getMetadata().getNamespace(), resource.getMetadata().getName());
        }
    }

    /** Whether everything was seen once; before, an absent record means nothing. */
    boolean isComplete() {
        return informers.stream().allMatch(SharedIndexInformer::hasSynced);
    }

    @Override
    public String name() {
        return "informer " + kind.getPlural();
    }

    @Override
    public Health health() {
        boolean running = informers.stream().allMatch(SharedIndexInformer::isRunning);
        if (!running) {
            return Health.dead("stopped for good");
        }
        return isComplete()
                ? Health.ready("knows " + stores.stream().mapToInt(RecordStore::size).sum())
                : Health.notReady(obstacle());
    }

    private String obstacle() {
        return switch (failure) {
            case HTTP_NOT_FOUND -> Kinds.notInstalled(kind);
            case HTTP_UNAUTHORIZED, HTTP_FORBIDDEN ->
                    "the API server refuses to list "
                            + kind.getPlural()
                            + " (HTTP "
                            + failure
                            + "); allow the operator's service account to get, list and watch them";
            default -> "has not seen the first list yet of " + server;
        };
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }
}
