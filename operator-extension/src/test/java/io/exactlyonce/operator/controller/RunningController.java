package io.exactlyonce.operator.controller;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.kafka.NoBrokers;
import io.exactlyonce.operator.kubernetes.ClusterView;
import io.exactlyonce.operator.kubernetes.ClusterWriter;
import io.exactlyonce.operator.kubernetes.FlinkPods;
import io.exactlyonce.operator.kubernetes.LedgerCache;
import io.exactlyonce.operator.kubernetes.StoredPolicies;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.FlinkPort;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import io.exactlyonce.operator.storage.NoStorage;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The controllers with their real adapters, but for what a test puts in their place. */
public final class RunningController implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    static {
        // A timer of the framework's may still fire into a controller that another test has
        // stopped.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    private final LedgerCache ledgers;
    private final ClusterView cluster;
    private final Operator operator;

    /**
     * What differs from test to test.
     *
     * @param namespaces watched; empty for all
     * @param completes whether there is no webhook
     * @param writes put around the real ones
     * @param lease name of the Lease in the first namespace; empty text for no election
     * @param report who is told what was done
     * @param resync how often to look where nothing calls
     */
    public record Setup(
            List<String> namespaces,
            boolean completes,
            UnaryOperator<ClusterWrites> writes,
            FlinkPort flink,
            KafkaPort kafka,
            SnapshotStore snapshots,
            InstantSource clock,
            String lease,
            Report report,
            Duration resync) {
        /** One replica, no webhook, no JobManager. */
        public static Setup of(String... namespaces) {
            return new Setup(
                    List.of(namespaces),
                    true,
                    UnaryOperator.identity(),
                    (namespace, name) -> Optional.empty(),
                    new NoBrokers("the test has none"),
                    new NoStorage(),
                    InstantSource.system(),
                    "",
                    Report.NONE,
                    Duration.ofSeconds(2));
        }

        /** With other effects. */
        public Setup with(UnaryOperator<ClusterWrites> other) {
            return new Setup(
                    namespaces,
                    completes,
                    other,
                    flink,
                    kafka,
                    snapshots,
                    clock,
                    lease,
                    report,
                    resync);
        }

        /** With JobManagers, storage and time that a test plays. */
        public Setup with(FlinkPort jobManagers, SnapshotStore storage, InstantSource time) {
            return new Setup(
                    namespaces,
                    completes,
                    writes,
                    jobManagers,
                    kafka,
                    storage,
                    time,
                    lease,
                    report,
                    resync);
        }

        /** With brokers that a test plays. */
        public Setup with(KafkaPort brokers) {
            return new Setup(
                    namespaces,
                    completes,
                    writes,
                    flink,
                    brokers,
                    snapshots,
                    clock,
                    lease,
                    report,
                    resync);
        }

        /** Several replicas agree on one. */
        public Setup electing(String name) {
            return new Setup(
                    namespaces,
                    completes,
                    writes,
                    flink,
                    kafka,
                    snapshots,
                    clock,
                    name,
                    report,
                    resync);
        }

        /** Looking so often where nothing calls. */
        public Setup pacing(Duration other) {
            return new Setup(
                    namespaces,
                    completes,
                    writes,
                    flink,
                    kafka,
                    snapshots,
                    clock,
                    lease,
                    report,
                    other);
        }

        /** With somebody who is told what was done. */
        public Setup reporting(Report other) {
            return new Setup(
                    namespaces,
                    completes,
                    writes,
                    flink,
                    kafka,
                    snapshots,
                    clock,
                    lease,
                    other,
                    resync);
        }
    }

    private RunningController(KubernetesClient client, Setup setup) {
        Watch watch = new Watch(setup.namespaces());
        this.ledgers = LedgerCache.start(client, watch);
        this.cluster =
                ClusterView.start(
                        client, watch, EndpointBounds.ANY, UpstreamDefaults.UNKNOWN, ledgers);
        await().atMost(START).pollInterval(POLL).until(this::knowsAll);
        ClusterWrites writes = new ClusterWriter(client, ledgers, setup.clock());
        this.operator = operator(client, setup);
        new Controllers(
                        new Controllers.Ports(
                                cluster,
                                ledgers,
                                new StoredPolicies(client),
                                cluster,
                                setup.writes().apply(writes),
                                setup.flink(),
                                new TransactionPorts(
                                        setup.kafka(), setup.snapshots(), new FlinkPods(client)),
                                setup.clock()),
                        watch,
                        new Controllers.Pace(
                                setup.resync(),
                                Duration.ofMillis(300),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2)),
                        new Controllers.Conduct(
                                setup.completes(), EndpointBounds.ANY, setup.report()))
                .register(operator);
        operator.start();
    }

    /** Starts to watch and to act. */
    public static RunningController start(KubernetesClient client, Setup setup) {
        return new RunningController(client, setup);
    }

    private static Operator operator(KubernetesClient client, Setup setup) {
        return new Operator(
                overrider -> {
                    overrider
                            .withKubernetesClient(client)
                            .withCloseClientOnStop(false)
                            .withStopOnInformerErrorDuringStartup(false)
                            .withReconciliationTerminationTimeout(Duration.ofSeconds(2));
                    if (!setup.lease().isEmpty()) {
                        overrider.withLeaderElectionConfiguration(
                                LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                                                setup.lease())
                                        .withLeaseNamespace(setup.namespaces().get(0))
                                        .withLeaseDuration(Duration.ofSeconds(3))
                                        .withRenewDeadline(Duration.ofSeconds(2))
                                        .withRetryPeriod(Duration.ofMillis(500))
                                        .withExitOnStopLeading(false)
                                        .build());
                    }
                });
    }

    private boolean knowsAll() {
        return Stream.concat(Stream.of(ledgers.healthCheck()), cluster.healthChecks().stream())
                .allMatch(check -> check.health().state() == HealthCheck.State.READY);
    }

    /** Whether the framework finds all its watches healthy. */
    public boolean isHealthy() {
        return operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    @Override
    public void close() {
        operator.stop();
        cluster.close();
        ledgers.close();
    }
}
