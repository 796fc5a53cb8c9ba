package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The brokers as a controller reaches them: requests are lost, and answers, and both are late. */
final class BrokerPort implements KafkaPort {
    private final ClusterModel cluster;
    private final World world;
    private final KafkaPort brokers;
    private final boolean describesAgain;
    private final Set<String> lookedAt = new HashSet<>();
    private final Map<String, TransactionDescription> listed = new TreeMap<>();

    BrokerPort(ClusterModel cluster, World world, boolean describesAgain) {
        this.cluster = cluster;
        this.world = world;
        this.brokers = world.brokers().port();
        this.describesAgain = describesAgain;
    }

    void beginLook() {
        lookedAt.clear();
    }

    @Override
    public BrokerContract contract(Policy policy) {
        return brokers.contract(policy);
    }

    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        world.interlude();
        world.faults().brokers();
        Map<String, TransactionDescription> open = brokers.open(policy, prefix);
        listed.putAll(open);
        return open;
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
        world.interlude();
        world.faults().brokers();
        return brokers.sample(policy, prefix);
    }

    @Override
    public Map<String, TransactionDescription> describe(Policy policy, Set<String> wanted) {
        world.interlude();
        world.faults().brokers();
        if (!describesAgain && listed.keySet().containsAll(wanted)) {
            return listed;
        }
        Map<String, TransactionDescription> told = brokers.describe(policy, wanted);
        told.values().stream()
                .filter(TransactionDescription::isOngoing)
                .forEach(it -> lookedAt.add(it.transactionalId()));
        return told;
    }

    @Override
    public Map<PartitionName, List<OpenProducer>> producers(
            Policy policy, Set<PartitionName> partitions) {
        return brokers.producers(policy, partitions);
    }

    @Override
    public Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> producers) {
        return brokers.ofProducers(policy, producers);
    }

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions) {
        return brokers.ends(policy, partitions);
    }

    @Override
    public void fence(Policy policy, String id) {
        world.faults().death();
        Invariant.LOOKED_AT_JUST_BEFORE.require(lookedAt.contains(id), () -> id);
        Truth truth = new Truth(cluster, world.brokers());
        // What somebody wishes while the request is on its way comes too late.
        Set<String> wished = truth.wished();
        world.interlude();
        world.faults().brokers();
        Optional<Committable> open = world.brokers().open(id);
        open.ifPresent(it -> truth.mayFence(it, wished));
        brokers.fence(policy, id);
        open.ifPresent(cluster::fenced);
        world.happened(open.isPresent() ? "fence" : "fence of nothing");
        world.faults().answerOfBrokers();
    }

    @Override
    public TransactionDescription commit(Policy policy, Committable committable) {
        world.faults().death();
        world.interlude();
        world.faults().brokers();
        new Truth(cluster, world.brokers()).maySettle(committable);
        TransactionDescription told = brokers.commit(policy, committable);
        world.happened("settle");
        world.faults().answerOfBrokers();
        return told;
    }
}
