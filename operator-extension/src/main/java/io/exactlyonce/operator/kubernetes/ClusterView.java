package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.DeploymentReader;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.StatedStart;
import io.exactlyonce.operator.plan.policy.PolicyStatus;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyTrust;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.PlannedForks;
import io.exactlyonce.operator.port.PolicyChanges;
import io.exactlyonce.operator.port.PolicyList;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.rule.Neighbour;
import io.exactlyonce.operator.rule.Neighbours;
import io.exactlyonce.operator.rule.Surroundings;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The cluster as it matters for a write. Policies and labelled deployments are watched; of each
 * only what a decision needs is kept, computed once per change and not once per request.
 */
public final class ClusterView implements KubernetesPort, PolicyChanges, PolicyList, AutoCloseable {
    /** States of upstream's JobManager Deployment in which the name is taken by itself. */
    private static final Set<String> DEPLOYED = Set.of("READY", "DEPLOYED_NOT_READY", "DEPLOYING");

    private final KubernetesClient client;
    private final ResourceFields fields;
    private final EndpointBounds bounds;
    private final UpstreamDefaults defaults;
    private final PlannedForks forks;
    private final Watched<WatchedPolicy> policies;
    private final Watched<Kept> deployments;
    private volatile Index index = new Index(List.of(), Neighbours.NONE);

    private ClusterView(
            KubernetesClient client,
            Watch watch,
            EndpointBounds bounds,
            UpstreamDefaults defaults,
            PlannedForks forks) {
        this.client = client;
        this.bounds = bounds;
        this.fields = new ResourceFields(client);
        this.defaults = defaults;
        this.forks = forks;
        this.policies =
                Watched.start(
                        client,
                        Kinds.POLICY,
                        Optional.empty(),
                        watch.namespaces(),
                        resource -> watched(fields.read(resource)));
        this.deployments =
                Watched.start(
                        client,
                        Kinds.FLINK_DEPLOYMENT,
                        Optional.of(FlinkDeployment.POLICY_LABEL),
                        watch.namespaces(),
                        this::kept);
    }

    /**
     * What is kept of a deployment.
     *
     * @param neighbour for writes of others
     * @param start whose pending transactions are its own
     */
    private record Kept(Neighbour neighbour, StatedStart start) {}

    /** Starts to watch; {@link #healthChecks()} say when everything is known. */
    public static ClusterView start(
            KubernetesClient client,
            Watch watch,
            EndpointBounds bounds,
            UpstreamDefaults defaults,
            PlannedForks forks) {
        return new ClusterView(client, watch, bounds, defaults, forks);
    }

    /** One of each watch. */
    public List<HealthCheck> healthChecks() {
        return List.of(policies, deployments);
    }

    @Override
    public void listen(BiConsumer<String, String> listener) {
        policies.listen(listener);
    }

    @Override
    public PolicyLookup policy(String namespace, String name) {
        if (name.isEmpty()) {
            return new PolicyLookup.Missing(
                    name); // A label may be empty, the name of an object not.
        }
        Optional<WatchedPolicy> watched = policies.find(namespace, name);
        if (watched.isPresent()) {
            return watched.get().found();
        }
        // Just created, perhaps in the same kubectl apply: the watch may be a moment behind.
        return read(Kinds.POLICY, namespace, name)
                .<PolicyLookup>map(this::found)
                .orElseGet(() -> new PolicyLookup.Missing(name));
    }

    @Override
    public List<Known> policies() {
        return policies.all().map(WatchedPolicy::known).toList();
    }

    private record WatchedPolicy(String namespace, boolean ready, PolicyLookup.Found found) {
        Known known() {
            return new Known(
                    namespace, found.name(), found.valid().isPresent(), ready, found.contract());
        }
    }

    private WatchedPolicy watched(Fields policy) {
        return new WatchedPolicy(
                policy.text("metadata", "namespace").orElse(""),
                PolicyStatus.isReady(policy),
                found(policy));
    }

    private PolicyLookup.Found found(Fields policy) {
        return new PolicyLookup.Found(
                policy.text("metadata", "name").orElse(""),
                PolicyTrust.within(bounds, PolicyReader.read(policy)),
                BrokerContract.of(policy));
    }

    @Override
    public Surroundings surroundings(AdmissionRequest request) {
        if (!deployments.isComplete()) {
            throw new UnavailableException("the cluster's FlinkDeployments are not all known yet");
        }
        FlinkDeployment written = request.object();
        return new Surroundings(
                neighbours(),
                isNameTaken(request),
                defaults.of(written.namespace(), written.flinkVersion()),
                forks.of(written.namespace(), written.name()));
    }

    private Neighbours neighbours() {
        List<List<Kept>> now = deployments.lists();
        Index known = index;
        if (!known.isOf(now)) {
            known =
                    new Index(
                            now,
                            Neighbours.of(
                                    now.stream()
                                            .flatMap(List::stream)
                                            .map(Kept::neighbour)
                                            .toList()));
            index = known;
        }
        return known.neighbours();
    }

    /** Neighbours, and the lists they were taken from. */
    private record Index(List<List<Kept>> lists, Neighbours neighbours) {
        @SuppressWarnings("ReferenceEquality") // Comparing a thousand values is what is saved here.
        boolean isOf(List<List<Kept>> others) {
            return lists.size() == others.size()
                    && IntStream.range(0, lists.size())
                            .allMatch(i -> lists.get(i) == others.get(i));
        }
    }

    private Kept kept(GenericKubernetesResource resource) {
        FlinkDeployment deployment = DeploymentReader.read(fields.read(resource));
        return new Kept(
                Neighbour.of(deployment.namespace(), deployment.name(), deployment.spec()),
                StatedStart.of(deployment));
    }

    @Override
    public List<StatedStart> starts(String namespace) {
        if (!deployments.isComplete()) {
            throw new UnavailableException("the cluster's FlinkDeployments are not all known yet");
        }
        return deployments
                .all()
                .map(Kept::start)
                .filter(start -> start.namespace().equals(namespace) && !start.isEmpty())
                .toList();
    }

    private boolean isNameTaken(AdmissionRequest request) {
        FlinkDeployment written = request.object();
        boolean deployed =
                request.oldObject()
                        .flatMap(stored -> stored.status().jobManagerState())
                        .filter(DEPLOYED::contains)
                        .isPresent();
        if (deployed || written.name().isEmpty()) {
            return false;
        }
        return ask(
                        "the Deployment " + written.namespace() + "/" + written.name(),
                        () ->
                                client.apps()
                                        .deployments()
                                        .inNamespace(written.namespace())
                                        .withName(written.name())
                                        .get())
                .filter(deployment -> !UpstreamJobManager.isOne(deployment))
                .isPresent();
    }

    @Override
    public Optional<FlinkDeployment> deployment(String namespace, String name) {
        return read(Kinds.FLINK_DEPLOYMENT, namespace, name).map(DeploymentReader::read);
    }

    private Optional<Fields> read(ResourceDefinitionContext kind, String namespace, String name) {
        return ask(
                        "the " + kind.getKind() + " " + namespace + "/" + name,
                        () ->
                                client.genericKubernetesResources(kind)
                                        .inNamespace(namespace)
                                        .withName(name)
                                        .get())
                .map(fields::read);
    }

    private static <T> Optional<T> ask(String what, Supplier<T> question) {
        try {
            return Optional.ofNullable(question.get());
        } catch (KubernetesClientException e) {
            throw new UnavailableException(
                    what + " could not be read from the API server (HTTP " + e.getCode() + ")", e);
        }
    }

    @Override
    public void close() {
        policies.close();
        deployments.close();
    }
}
