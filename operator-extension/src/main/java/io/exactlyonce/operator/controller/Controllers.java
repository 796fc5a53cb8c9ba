package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.FlinkPort;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.PolicyChanges;
import io.exactlyonce.operator.port.PolicyPort;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/**
 * The three controllers. None has a finalizer or writes the resource that it watches, so nothing
 * ever waits for this operator: neither a deletion, nor the end of a namespace, nor an uninstall.
 */
public final class Controllers {
    private static final int FIRST_RETRY_MILLIS = 1_000;
    private static final int LAST_RETRY_MILLIS = 300_000;

    /** Objects in one page of the first list: bounds what a start takes in memory. */
    private static final long PAGE = 100;

    private final Ports ports;
    private final Watch watch;
    private final Pace pace;
    private final Conduct conduct;

    /**
     * Everything the controllers know and do.
     *
     * @param cluster policies and deployments
     * @param ledgers as they are stored
     * @param policies as they are stored
     * @param policyChanges which of them change
     * @param writes all of their effects
     * @param flink running JobManagers
     * @param transactions brokers, checkpoint storage and pods
     * @param clock time of observations
     */
    public record Ports(
            KubernetesPort cluster,
            LedgerView ledgers,
            PolicyPort policies,
            PolicyChanges policyChanges,
            ClusterWrites writes,
            FlinkPort flink,
            TransactionPorts transactions,
            InstantSource clock) {}

    /**
     * How often to look where nothing calls.
     *
     * @param resync everything is looked at at least this often: brokers, storage and jobs send no
     *     events
     * @param retry how soon what could not be read or written is tried again
     * @param contract how often brokers are asked for what they allow
     * @param contractRetry how soon again if they did not answer
     */
    public record Pace(Duration resync, Duration retry, Duration contract, Duration contractRetry) {
        /** For a cluster. */
        public static final Pace USUAL =
                new Pace(
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1));
    }

    /**
     * What differs from one installation to another.
     *
     * @param completes whether there is no webhook, so that suspended deployments are ours to
     *     complete
     * @param bounds servers a policy may name
     * @param report who is told what was done
     */
    public record Conduct(boolean completes, EndpointBounds bounds, Report report) {}

    public Controllers(Ports ports, Watch watch, Pace pace, Conduct conduct) {
        this.ports = ports;
        this.watch = watch;
        this.pace = pace;
        this.conduct = conduct;
    }

    /** Adds the controllers to an operator that is not started yet. */
    public void register(Operator operator) {
        Ladder ladder = new Ladder(pace.retry());
        NameReconciliation names =
                new NameReconciliation(ports, conduct.completes(), conduct.report());
        RegisteredController<FlinkDeploymentResource> deployments =
                operator.register(
                        new DeploymentReconciler(names, ladder, ports.policyChanges()),
                        // The status is all that upstream tells, and a deletion is news as well.
                        overrider ->
                                common(overrider, "deployments")
                                        .withGenerationAware(false)
                                        .withTriggerReconcilerOnAllEvents(true)
                                        .withLabelSelector(FlinkDeployment.POLICY_LABEL));
        operator.register(
                new LedgerReconciler(
                        names,
                        ladder,
                        pace.resync(),
                        which -> isWatched(deployments, which),
                        ports.clock()),
                overrider -> common(overrider, "ledgers"));
        operator.register(
                new PolicyReconciler(ports, conduct.bounds(), ladder, pace),
                overrider -> common(overrider, "policies"));
    }

    /** The framework shows the cache of a controller only behind its own class. */
    private static boolean isWatched(
            RegisteredController<FlinkDeploymentResource> deployments, ResourceID which) {
        return deployments instanceof Controller<FlinkDeploymentResource> controller
                && controller
                        .getEventSourceManager()
                        .getControllerEventSource()
                        .get(which)
                        .isPresent();
    }

    private <R extends HasMetadata> ControllerConfigurationOverrider<R> common(
            ControllerConfigurationOverrider<R> overrider, String name) {
        ControllerConfigurationOverrider<R> named =
                overrider
                        .withName(name)
                        .withInformerListLimit(PAGE)
                        .withReconciliationMaxInterval(pace.resync())
                        .withRetry(retry());
        return watch.namespaces().isEmpty()
                ? named.watchingAllNamespaces()
                : named.settingNamespaces(Set.copyOf(watch.namespaces()));
    }

    /** After a bug: it may be of this moment only, and the log says it each time. */
    private static GenericRetry retry() {
        return new GenericRetry()
                .setInitialInterval(FIRST_RETRY_MILLIS)
                .setIntervalMultiplier(2)
                .setMaxInterval(LAST_RETRY_MILLIS)
                .setMaxAttempts(Integer.MAX_VALUE);
    }
}
