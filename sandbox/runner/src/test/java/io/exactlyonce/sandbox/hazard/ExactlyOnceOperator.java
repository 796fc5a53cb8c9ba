package io.exactlyonce.sandbox.hazard;

import io.exactlyonce.operator.controller.Controllers;
import io.exactlyonce.operator.controller.NameReconciliation;
import io.exactlyonce.operator.controller.Report;
import io.exactlyonce.operator.controller.TransactionPorts;
import io.exactlyonce.operator.kafka.KafkaBrokers;
import io.exactlyonce.operator.monitoring.Monitoring;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.ConflictException;
import io.exactlyonce.operator.port.FlinkPort;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.StallView;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.storage.SnapshotStorage;
import io.exactlyonce.operator.transaction.Preflight;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The controller of one name with its real adapters to Kafka, JobManagers and storage. It looks
 * when the deployment changes, and when its last plan says so, as in a cluster.
 */
final class ExactlyOnceOperator implements AutoCloseable {
    private static final EndpointBounds LOOPBACK = new EndpointBounds(List.of("127.0.0.0/8"));
    private static final SecretPort NO_SECRETS =
            (namespace, key) -> {
                throw new UnavailableException("there are no Secrets here");
            };

    private final PlayedCluster cluster;
    private final String name;
    private final KafkaBrokers brokers;
    private final SnapshotStorage storage;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final NameReconciliation names;
    private final LinkedBlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;

    /** What stands between the controller and the brokers. */
    interface Wire {
        /** Nothing. */
        Wire DIRECT = (brokers, clock) -> brokers;

        KafkaPort between(KafkaPort brokers, InstantSource clock);
    }

    /** Who is told what it sees. */
    interface Watch {
        /** Nobody. */
        Watch NOBODY = (brokers, cluster) -> null;

        /** Null for nobody. */
        @Nullable Monitoring over(KafkaPort brokers, PlayedCluster cluster);
    }

    ExactlyOnceOperator(
            PlayedCluster cluster, FlinkPort flink, String name, Wire wire, Watch watch) {
        this.cluster = cluster;
        this.name = name;
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        this.brokers = new KafkaBrokers(NO_SECRETS, LOOPBACK, clock);
        this.storage = new SnapshotStorage(NO_SECRETS, LOOPBACK, clock);
        Monitoring watching = watch.over(brokers, cluster);
        this.names =
                new NameReconciliation(
                        new Controllers.Ports(
                                cluster,
                                cluster,
                                (namespace, policy) -> Optional.empty(),
                                listener -> {},
                                cluster,
                                flink,
                                new TransactionPorts(
                                        wire.between(brokers, clock),
                                        storage,
                                        cluster,
                                        watching == null ? StallView.NONE : watching.stalls()),
                                clock),
                        false,
                        watching == null ? Report.NONE : watching.report());
    }

    KafkaBrokers brokers() {
        return brokers;
    }

    /** Learns what the brokers allow, for admission. */
    void askBrokers() {
        cluster.tell(brokers.contract(cluster.policy()));
    }

    /** Its clock is that much later from now on. */
    void pass(Duration time) {
        ahead.updateAndGet(before -> before.plus(time));
    }

    /** What starting from a snapshot would do. */
    PreflightVerdict preflight(String path) {
        SnapshotContent content = storage.content(cluster.policy(), path);
        Set<String> ids =
                content instanceof SnapshotContent.Pending read
                        ? read.pending().stream()
                                .map(Committable::transactionalId)
                                .collect(Collectors.toSet())
                        : Set.of();
        return Preflight.verdict(content, brokers.describe(cluster.policy(), ids));
    }

    /** From now on it looks after the deployment. */
    void start() {
        cluster.watch(() -> changes.add("changed"));
        Thread started = new Thread(this::run, "operator-of-" + name);
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                changes.poll(look().toMillis(), TimeUnit.MILLISECONDS);
                changes.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; returns when to look again if nothing happens. */
    Duration look() {
        try {
            return names.reconcile(PlayedCluster.NAMESPACE, name);
        } catch (UnavailableException | ConflictException e) {
            return Controllers.Pace.USUAL.retry();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join(10_000);
        }
        brokers.close();
    }
}
