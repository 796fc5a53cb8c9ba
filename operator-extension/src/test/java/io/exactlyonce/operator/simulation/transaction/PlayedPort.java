package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Played brokers as operators reach them: every question is answered, and every request done. */
record PlayedPort(PlayedBrokers brokers) implements KafkaPort {
    @Override
    public BrokerContract contract(Policy policy) {
        return BrokerContract.UNKNOWN;
    }

    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        return brokers.ongoing(prefix);
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
        return brokers.described(prefix);
    }

    @Override
    public Map<String, TransactionDescription> describe(Policy policy, Set<String> wanted) {
        Map<String, TransactionDescription> told = new TreeMap<>();
        for (String id : wanted) {
            brokers.describe(id).ifPresent(it -> told.put(id, it));
        }
        return told;
    }

    @Override
    public Map<PartitionName, List<OpenProducer>> producers(
            Policy policy, Set<PartitionName> partitions) {
        return Map.of();
    }

    @Override
    public Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> producers) {
        return Map.of();
    }

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions) {
        return Map.of();
    }

    @Override
    public void fence(Policy policy, String id) {
        brokers.fence(id);
    }

    @Override
    public TransactionDescription commit(Policy policy, Committable committable) {
        brokers.commit(committable);
        return brokers.describe(committable.transactionalId()).orElseThrow();
    }
}
