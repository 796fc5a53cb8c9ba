package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import io.exactlyonce.operator.snapshot.Committable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One Kubernetes cluster with everybody in it. */
final class ClusterModel {
    private static final Map<DeletionPolicy, PolicyLookup> POLICIES = policies();

    private final ApiServer server;
    private final Running running = new Running();
    private final Storage storage = new Storage();
    private final Losses losses;
    private final Ledgers ledgers = new Ledgers();
    private final Upstream upstream;
    private final DeletionPolicy deletionPolicy;
    private final List<Deleted> deleted = new ArrayList<>();
    private final Set<Committable> fenced = new HashSet<>();
    private final Set<String> rebuilt = new HashSet<>();
    private final Map<String, Integer> told = new HashMap<>();

    ClusterModel(String name, long seed, World world, Parts parts) {
        losses = new Losses(world::happened);
        server = new ApiServer(name + seed, parts.prefixing());
        deletionPolicy = world.dice().oneOf(List.of(DeletionPolicy.values()));
        upstream =
                new Upstream(
                        name,
                        server,
                        running,
                        new Site(world.brokers(), storage, losses, world.dice(), parts.loud()),
                        world.clock());
    }

    /**
     * A deployment that is no more.
     *
     * @param name of it
     * @param incarnation of it
     * @param job its last; null if it never had one
     */
    record Deleted(String name, Incarnation incarnation, @Nullable Job job) {
        Optional<Kept> newest() {
            return Optional.ofNullable(job).flatMap(Job::recorded);
        }
    }

    private static Map<DeletionPolicy, PolicyLookup> policies() {
        Map<DeletionPolicy, PolicyLookup> all = new EnumMap<>(DeletionPolicy.class);
        for (DeletionPolicy deletion : DeletionPolicy.values()) {
            String text =
                    deletion.name().charAt(0)
                            + deletion.name().substring(1).toLowerCase(Locale.ROOT);
            Fields object =
                    Fields.EMPTY
                            .with(ApiServer.NAMESPACE, "metadata", "namespace")
                            .with(ApiServer.POLICY, "metadata", "name")
                            .with("kafka:9092", "spec", "kafka", "bootstrapServers")
                            .with(Storage.ROOT, "spec", "checkpoints", "storage")
                            .with("Fence", "spec", "transactions", "orphans")
                            .with(text, "spec", "deletionPolicy");
            PolicyLookup.Found found =
                    new PolicyLookup.Found(
                            ApiServer.POLICY, PolicyReader.read(object), BrokerContract.UNKNOWN);
            if (found.valid().isEmpty()) {
                throw new IllegalStateException(found.toString());
            }
            all.put(deletion, found);
        }
        return all;
    }

    /** Names of which there is a deployment or a ledger. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        server.all().forEach(it -> names.add(it.name()));
        ledgers.all().forEach(it -> names.add(it.ledger().identity().deployment()));
        return names;
    }

    ApiServer server() {
        return server;
    }

    Running running() {
        return running;
    }

    Storage storage() {
        return storage;
    }

    Ledgers ledgers() {
        return ledgers;
    }

    Upstream upstream() {
        return upstream;
    }

    PolicyLookup policy() {
        return POLICIES.get(deletionPolicy);
    }

    DeletionPolicy deletionPolicy() {
        return deletionPolicy;
    }

    List<Deleted> deleted() {
        return deleted;
    }

    Set<Committable> fenced() {
        return fenced;
    }

    /** Upstream works on a name; what it removes is remembered. */
    String reconcile(String name) {
        Optional<FlinkDeployment> before = server.get(name);
        Optional<Job> job = before.flatMap(upstream::lastJob);
        String done = upstream.reconcile(name);
        if (before.isPresent() && server.get(name).isEmpty()) {
            deleted.add(
                    new Deleted(
                            name,
                            RevisionMark.of(before.get()).orElseThrow().incarnation(),
                            job.orElse(null)));
        }
        return done;
    }

    /** Somebody deletes the ledgers of a name. */
    void loseLedgers(String name) {
        ledgers.lose(name);
        rebuilt.add(name);
    }

    boolean wasRebuilt(String name) {
        return rebuilt.contains(name);
    }

    void fenced(Committable transaction) {
        fenced.add(transaction);
    }

    void told(FlinkDeployment about, EventNote note) {
        if (note.reason() == Reason.FENCED) {
            int count = Integer.parseInt(note.message().substring(0, note.message().indexOf(' ')));
            told.merge(about.uid().orElse(""), count, Integer::sum);
        }
    }

    /** How many fences were told of a deployment. */
    int told(String uid) {
        return told.getOrDefault(uid, 0);
    }
}
