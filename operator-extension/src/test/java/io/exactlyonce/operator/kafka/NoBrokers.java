package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nobody is asked: for what has to be silent. */
public class NoBrokers implements KafkaPort {
    private final String why;

    /**
     * @param why in words fit for users, as a sentence without a full stop
     */
    public NoBrokers(String why) {
        this.why = why;
    }

    @Override
    public BrokerContract contract(Policy policy) {
        throw silent();
    }

    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        throw silent();
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
        throw silent();
    }

    @Override
    public Map<String, TransactionDescription> describe(Policy policy, Set<String> ids) {
        throw silent();
    }

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions) {
        throw silent();
    }

    @Override
    public Map<PartitionName, List<OpenProducer>> producers(
            Policy policy, Set<PartitionName> partitions) {
        throw silent();
    }

    @Override
    public Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> producerIds) {
        throw silent();
    }

    @Override
    public void fence(Policy policy, String transactionalId) {
        throw silent();
    }

    @Override
    public TransactionDescription commit(Policy policy, Committable committable) {
        throw silent();
    }

    private UnavailableException silent() {
        return new UnavailableException(why);
    }
}
