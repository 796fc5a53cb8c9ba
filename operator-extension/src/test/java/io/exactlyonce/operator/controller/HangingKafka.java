package io.exactlyonce.operator.controller;

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
import java.util.concurrent.CountDownLatch;

/**
 * Brokers that answer the question for open transactions only when they are told to.
 *
 * @param real what they answer then
 * @param asked counted down by the question
 * @param answer awaited before the answer
 */
record HangingKafka(KafkaPort real, CountDownLatch asked, CountDownLatch answer)
        implements KafkaPort {
    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        asked.countDown();
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return real.open(policy, prefix);
    }

    @Override
    public BrokerContract contract(Policy policy) {
        return real.contract(policy);
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
        return real.sample(policy, prefix);
    }

    @Override
    public Map<String, TransactionDescription> describe(Policy policy, Set<String> ids) {
        return real.describe(policy, ids);
    }

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions) {
        return real.ends(policy, partitions);
    }

    @Override
    public Map<PartitionName, List<OpenProducer>> producers(
            Policy policy, Set<PartitionName> partitions) {
        return real.producers(policy, partitions);
    }

    @Override
    public Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> producerIds) {
        return real.ofProducers(policy, producerIds);
    }

    @Override
    public void fence(Policy policy, String transactionalId) {
        real.fence(policy, transactionalId);
    }

    @Override
    public TransactionDescription commit(Policy policy, Committable committable) {
        return real.commit(policy, committable);
    }
}
