package io.exactlyonce.operator;

import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.settings.OperatorSettings.LeaderElection;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controllers, of which only the leader's act. */
final class ControllerHost implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerHost.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration LAST_RECONCILIATIONS = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final LeaderElection election;
    private final String identity;
    private final Runnable leadershipLost;
    private final Operator operator;
    private final BooleanSupplier isClusterKnown;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean started;
    private volatile boolean failed;

    private ControllerHost(
            KubernetesClient client,
            LeaderElection election,
            Metrics metrics,
            BooleanSupplier isClusterKnown,
            Runnable leadershipLost) {
        this.isClusterKnown = isClusterKnown;
        this.client = client;
        this.election = election;
        this.leadershipLost = leadershipLost;
        this.identity =
                Optional.ofNullable(System.getenv("HOSTNAME")).orElse("local")
                        + "-"
                        + UUID.randomUUID();
        this.operator = operator(metrics);
    }

    /**
     * Starts to watch once the cluster is known, and to act once elected.
     *
     * @param metrics of every reconciliation
     * @param isClusterKnown whether everything that is watched can be: a watch of the framework's
     *     of a kind that is not installed would hold up all others for minutes
     * @param leadershipLost has to end the process at once: another replica acts already
     */
    static ControllerHost start(
            KubernetesClient client,
            LeaderElection election,
            List<ControllerRegistration> controllers,
            Metrics metrics,
            BooleanSupplier isClusterKnown,
            Runnable leadershipLost) {
        ControllerHost host =
                new ControllerHost(client, election, metrics, isClusterKnown, leadershipLost);
        controllers.forEach(controller -> controller.register(host.operator));
        // It waits for every watch: without a cluster that takes minutes, and nobody waits for it.
        Thread starting = new Thread(host::startWatching, "start-controllers");
        starting.setDaemon(true);
        starting.start();
        return host;
    }

    private void startWatching() {
        try {
            while (!isClusterKnown.getAsBoolean()) {
                if (stopped.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            operator.start();
            started = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!stopping) {
                LOG.error("event=controllers-not-started", e);
                failed = true;
            }
        }
    }

    private Operator operator(Metrics metrics) {
        return new Operator(
                overrider -> {
                    overrider
                            .withKubernetesClient(client)
                            .withCloseClientOnStop(false)
                            .withMetrics(metrics)
                            .withStopOnInformerErrorDuringStartup(false)
                            .withReconciliationTerminationTimeout(LAST_RECONCILIATIONS);
                    if (election.enabled()) {
                        overrider.withLeaderElectionConfiguration(
                                LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                                                election.leaseName())
                                        .withLeaseNamespace(leaseNamespace())
                                        .withIdentity(identity)
                                        .withExitOnStopLeading(false)
                                        .withLeaderCallbacks(callbacks())
                                        .build());
                    }
                });
    }

    private LeaderCallbacks callbacks() {
        return new LeaderCallbacks(
                () -> LOG.info("event=leading identity={}", identity),
                () -> {
                    if (!stopping) {
                        LOG.error("event=leadership-lost identity={}", identity);
                        leadershipLost.run();
                    }
                },
                leader -> LOG.info("event=leader identity={}", leader));
    }

    private String leaseNamespace() {
        return election.leaseNamespace().orElseGet(client::getNamespace);
    }

    @Override
    public String name() {
        return "controllers";
    }

    @Override
    public Health health() {
        if (failed) {
            return Health.dead("the controllers could not be started");
        }
        if (!started) {
            return Health.notReady("the controllers wait for the cluster");
        }
        return operator.getRuntimeInfo().allEventSourcesAreHealthy()
                ? Health.ready("all event sources are healthy")
                : Health.notReady(
                        "unhealthy event sources of "
                                + operator.getRuntimeInfo().unhealthyEventSources().keySet());
    }

    /** Ends what is being reconciled, then lets another replica lead without waiting. */
    @Override
    public void close() {
        stopping = true;
        stopped.countDown();
        operator.stop();
        if (election.enabled()) {
            release();
        }
    }

    /** The framework only stops to renew: without this nobody acts until the lease runs out. */
    private void release() {
        try {
            Lease lease =
                    client.leases()
                            .inNamespace(leaseNamespace())
                            .withName(election.leaseName())
                            .get();
            if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
                client.resource(
                                new LeaseBuilder(lease)
                                        .editSpec()
                                        .withHolderIdentity("")
                                        .withLeaseDurationSeconds(1)
                                        .endSpec()
                                        .build())
                        .update();
                LOG.info("event=lease-released identity={}", identity);
            }
        } catch (KubernetesClientException e) {
            LOG.warn("event=lease-kept reason=\"it runs out by itself\"", e);
        }
    }
}
