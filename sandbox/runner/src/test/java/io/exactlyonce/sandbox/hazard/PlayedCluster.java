package io.exactlyonce.sandbox.hazard;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.ledger.PlannedRecovery;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionPlanner;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.StatedStart;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.PodPort;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.rule.Neighbour;
import io.exactlyonce.operator.rule.Neighbours;
import io.exactlyonce.operator.rule.Surroundings;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.Start;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in memory, with one policy: what is written goes through the operator's own admission
 * and is stored, and whoever watches is told.
 */
final class PlayedCluster implements KubernetesPort, LedgerView, ClusterWrites, PodPort {
    static final String NAMESPACE = "shop";
    static final String POLICY = "standard";

    private final Map<String, FlinkDeployment> deployments = new ConcurrentHashMap<>();
    private final Map<String, StoredLedger> ledgers = new ConcurrentHashMap<>();
    private final Map<String, Pods> pods = new ConcurrentHashMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final List<EventNote> told = new CopyOnWriteArrayList<>();
    private final Fields policy;
    private BrokerContract contract = BrokerContract.UNKNOWN;

    /**
     * @param policy the whole resource
     */
    PlayedCluster(Fields policy) {
        this.policy = policy;
    }

    Policy policy() {
        return ((PolicyLookup.Found) policy(NAMESPACE, POLICY)).valid().orElseThrow();
    }

    /** What the policy's status says of the brokers from now on. */
    void tell(BrokerContract told) {
        contract = told;
    }

    /** Called after every change of a deployment or a ledger. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    /** A write of a user's or the operator's; what admission lets pass is stored. */
    AdmissionPlan apply(Fields written) {
        String name = FlinkDeployment.of(written).name();
        @Nullable FlinkDeployment stored = deployments.get(name);
        FlinkDeployment asked =
                stored == null ? FlinkDeployment.of(written) : stored.withObject(written);
        AdmissionPlan plan =
                new AdmissionPlanner()
                        .plan(
                                new AdmissionRequest(UUID.randomUUID().toString(), asked, stored),
                                policy(NAMESPACE, POLICY),
                                new Surroundings(neighbours(), false, Map.of(), forks(name)));
        if (plan instanceof AdmissionPlan.Admit admit) {
            long generation = stored == null ? 1 : stored.generation() + 1;
            store(
                    asked.withObject(
                            admit.object()
                                    .with("uid-of-" + name, "metadata", "uid")
                                    .with(generation, "metadata", "generation")));
        }
        return plan;
    }

    /** As the webhook sees them; the one that is written may be among them. */
    private Neighbours neighbours() {
        return Neighbours.of(
                deployments.values().stream()
                        .map(it -> Neighbour.of(it.namespace(), it.name(), it.spec()))
                        .toList());
    }

    /** What a recovery is about to start from, as its ledger records. */
    private Set<String> forks(String name) {
        return ledgers(NAMESPACE, name).stream()
                .flatMap(stored -> stored.ledger().plannedRecovery().stream())
                .map(PlannedRecovery::path)
                .collect(Collectors.toSet());
    }

    /** What the operator upstream writes. */
    void store(FlinkDeployment deployment) {
        deployments.put(deployment.name(), deployment);
        watchers.forEach(Runnable::run);
    }

    void delete(String name) {
        deployments.remove(name);
        pods.remove(name);
        watchers.forEach(Runnable::run);
    }

    /** What runs under a name from now on. */
    void runs(String name, Pods now) {
        pods.put(name, now);
    }

    /** The ledger of the only incarnation of a name. */
    Ledger ledger(String name) {
        return ledgers(NAMESPACE, name).get(0).ledger();
    }

    /** Events of all deployments so far. */
    List<EventNote> events() {
        return told;
    }

    @Override
    public PolicyLookup policy(String namespace, String name) {
        return new PolicyLookup.Found(name, PolicyReader.read(policy), contract);
    }

    @Override
    public Surroundings surroundings(AdmissionRequest request) {
        return Surroundings.NONE;
    }

    @Override
    public List<StatedStart> starts(String namespace) {
        return deployments.values().stream().map(StatedStart::of).toList();
    }

    @Override
    public Optional<FlinkDeployment> deployment(String namespace, String name) {
        return Optional.ofNullable(deployments.get(name));
    }

    @Override
    public List<StoredLedger> ledgers(String namespace, String deployment) {
        return ledgers.values().stream()
                .filter(stored -> stored.ledger().identity().deployment().equals(deployment))
                .toList();
    }

    @Override
    public Set<Start> unfinishedStarts(String namespace) {
        return ledgers.values().stream()
                .map(StoredLedger::ledger)
                .flatMap(Start::of)
                .collect(Collectors.toSet());
    }

    @Override
    public StoredLedger create(Ledger ledger) {
        return written(Ledger.of(ledger.identity()));
    }

    @Override
    public void update(StoredLedger stored, Ledger next) {
        written(next);
    }

    /** Through its codec, as it goes through the API server. */
    private StoredLedger written(Ledger ledger) {
        Ledger read = LedgerCodec.read(LedgerCodec.write(ledger)).orElseThrow();
        StoredLedger stored = new StoredLedger(read, UUID.randomUUID().toString());
        ledgers.put(read.identity().name(), stored);
        watchers.forEach(Runnable::run);
        return stored;
    }

    @Override
    public void remove(StoredLedger stored) {
        ledgers.remove(stored.ledger().identity().name());
    }

    @Override
    public void change(FlinkDeployment seen, Fields wanted) {
        apply(wanted);
    }

    @Override
    public void tell(Ledger about, EventNote note) {}

    @Override
    public void tell(FlinkDeployment about, EventNote note) {
        told.add(note);
    }

    @Override
    public void policyStatus(Fields seen, Fields status) {}

    @Override
    public Pods pods(String namespace, String deployment) {
        return pods.getOrDefault(deployment, new Pods(null, List.of()));
    }
}
