package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.ledger.PlannedRecovery;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.PlannedForks;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.transaction.Start;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every ledger, decoded once per change. A watch is a moment behind one's own writes, and a plan
 * made from a ledger of before them would be made twice; so what was written is kept beside it
 * until the watch has shown the same or something newer.
 */
public final class LedgerCache implements LedgerView, PlannedForks, AutoCloseable {
    private final ResourceFields fields;
    private final Watched<Optional<StoredLedger>> watched;
    private final Map<LedgerIdentity, StoredLedger> written = new ConcurrentHashMap<>();

    private LedgerCache(KubernetesClient client, Watch watch) {
        this.fields = new ResourceFields(client);
        this.watched =
                Watched.start(
                        client, Kinds.LEDGER, Optional.empty(), watch.namespaces(), this::read);
    }

    /** Starts to watch; {@link #healthCheck()} says when everything is known. */
    public static LedgerCache start(KubernetesClient client, Watch watch) {
        return new LedgerCache(client, watch);
    }

    /** Whether every ledger is known. */
    public HealthCheck healthCheck() {
        return watched;
    }

    @Override
    public List<StoredLedger> ledgers(String namespace, String deployment) {
        if (!watched.isComplete()) {
            throw new UnavailableException(
                    "the cluster's TransactionLedgers are not all known yet");
        }
        Map<LedgerIdentity, StoredLedger> known =
                watched.all()
                        .flatMap(Optional::stream)
                        .filter(stored -> isOf(stored, namespace, deployment))
                        .collect(
                                Collectors.toMap(
                                        stored -> stored.ledger().identity(),
                                        stored -> stored,
                                        LedgerCache::newer));
        for (StoredLedger own : written.values()) {
            if (isOf(own, namespace, deployment)) {
                known.merge(own.ledger().identity(), own, LedgerCache::newer);
            }
        }
        return List.copyOf(known.values());
    }

    @Override
    public Set<Start> unfinishedStarts(String namespace) {
        if (!watched.isComplete()) {
            throw new UnavailableException(
                    "the cluster's TransactionLedgers are not all known yet");
        }
        return Stream.concat(watched.all().flatMap(Optional::stream), written.values().stream())
                .map(StoredLedger::ledger)
                .filter(ledger -> ledger.identity().namespace().equals(namespace))
                .flatMap(Start::of)
                .collect(Collectors.toSet());
    }

    private static boolean isOf(StoredLedger stored, String namespace, String deployment) {
        LedgerIdentity identity = stored.ledger().identity();
        return identity.deployment().equals(deployment) && identity.namespace().equals(namespace);
    }

    @Override
    public Set<String> of(String namespace, String name) {
        return ledgers(namespace, name).stream()
                .flatMap(stored -> stored.ledger().plannedRecovery().stream())
                .map(PlannedRecovery::path)
                .collect(Collectors.toSet());
    }

    /** What the server answered to a write of ours. */
    StoredLedger wrote(Ledger ledger, GenericKubernetesResource answer) {
        StoredLedger stored = new StoredLedger(ledger, answer.getMetadata().getResourceVersion());
        written.put(ledger.identity(), stored);
        return stored;
    }

    /** Our knowledge of it was wrong, or it is removed: the watch alone counts. */
    void forget(LedgerIdentity identity) {
        written.remove(identity);
    }

    /** Called by the watch for each change; whatever is odd about the object gives no ledger. */
    private Optional<StoredLedger> read(GenericKubernetesResource resource) {
        String version = resource.getMetadata().getResourceVersion();
        Optional<StoredLedger> read =
                LedgerCodec.read(fields.read(resource))
                        .filter(
                                ledger ->
                                        ledger.identity()
                                                .name()
                                                .equals(resource.getMetadata().getName()))
                        .map(ledger -> new StoredLedger(ledger, version));
        read.ifPresent(
                seen ->
                        written.computeIfPresent(
                                seen.ledger().identity(),
                                (identity, own) -> newer(own, seen) == own ? own : null));
        return read;
    }

    /** The second of two that are equally new. */
    private static StoredLedger newer(StoredLedger one, StoredLedger other) {
        return number(one).compareTo(number(other)) > 0 ? one : other;
    }

    /** Versions are numbers that grow, which Kubernetes warrants since 1.35 and etcd always did. */
    private static BigInteger number(StoredLedger stored) {
        String version = stored.resourceVersion();
        return version.matches("[0-9]{1,40}") ? new BigInteger(version) : BigInteger.ZERO;
    }

    @Override
    public void close() {
        watched.close();
    }
}
