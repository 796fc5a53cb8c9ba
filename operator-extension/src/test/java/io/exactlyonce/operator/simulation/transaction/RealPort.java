package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.simulation.transaction.Brokers.End;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A real broker by the operator's own adapter; what is told of time is that of the simulation.
 *
 * @param operator the adapter
 * @param policy that names the broker, whatever is named by who asks
 * @param truth of the run
 */
record RealPort(KafkaPort operator, Policy policy, RealBrokers truth) implements KafkaPort {
    private Map<String, TransactionDescription> timed(Map<String, TransactionDescription> told) {
        Map<String, TransactionDescription> all = new TreeMap<>(told);
        all.replaceAll((id, it) -> truth.timed(it));
        return all;
    }

    @Override
    public BrokerContract contract(Policy asked) {
        return operator.contract(policy);
    }

    @Override
    public Map<String, TransactionDescription> open(Policy asked, String prefix) {
        return timed(operator.open(policy, prefix));
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy asked, String prefix) {
        return timed(operator.sample(policy, prefix));
    }

    @Override
    public Map<String, TransactionDescription> describe(Policy asked, Set<String> wanted) {
        return timed(operator.describe(policy, wanted));
    }

    @Override
    public Map<PartitionName, List<OpenProducer>> producers(
            Policy asked, Set<PartitionName> partitions) {
        return operator.producers(policy, partitions);
    }

    @Override
    public Map<String, TransactionDescription> ofProducers(Policy asked, Set<Long> producers) {
        return timed(operator.ofProducers(policy, producers));
    }

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy asked, Set<PartitionName> partitions) {
        return operator.ends(policy, partitions);
    }

    @Override
    public void fence(Policy asked, String id) {
        Optional<Committable> open = truth.open(id);
        operator.fence(policy, id);
        open.ifPresent(one -> truth.ended(one, End.FENCED));
    }

    @Override
    public TransactionDescription commit(Policy asked, Committable committable) {
        boolean open =
                truth.open(committable.transactionalId()).filter(committable::equals).isPresent();
        TransactionDescription told = operator.commit(policy, committable);
        if (open) {
            truth.ended(committable, End.COMMITTED);
        }
        return truth.timed(told);
    }
}
