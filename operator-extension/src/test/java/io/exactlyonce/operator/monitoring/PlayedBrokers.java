package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Brokers that answer the questions of the sampler, and refuse everything else. */
final class PlayedBrokers implements KafkaPort {
    final Map<PartitionName, PartitionEnd> ends = new HashMap<>();
    final Map<String, TransactionDescription> ids = new HashMap<>();
    final List<String> requests = new ArrayList<>();
    final Map<PartitionName, List<OpenProducer>> producers = new HashMap<>();
    boolean silent;
    String refused = "";

    /** Whether ids that are not found are refused, as by access rules. */
    boolean tellsOnlyWhatItFinds;

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions) {
        request("ends of " + partitions.size());
        Map<PartitionName, PartitionEnd> known = new HashMap<>(ends);
        known.keySet().retainAll(partitions);
        return known;
    }

    @Override
    public Map<String, TransactionDescription> describe(Policy policy, Set<String> wanted) {
        request("describe " + wanted.size());
        Map<String, TransactionDescription> known = new HashMap<>(ids);
        known.keySet().retainAll(wanted);
        return known;
    }

    private void request(String what) {
        requests.add(what);
        if (silent) {
            throw new UnavailableException("they did not answer");
        }
    }

    @Override
    public BrokerContract contract(Policy policy) {
        throw notForSamples();
    }

    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        throw notForSamples();
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
        throw notForSamples();
    }

    @Override
    public Map<PartitionName, List<OpenProducer>> producers(
            Policy policy, Set<PartitionName> partitions) {
        request("producers of " + partitions.size());
        if (!refused.isEmpty()) {
            throw new UnavailableException(refused);
        }
        Map<PartitionName, List<OpenProducer>> known = new HashMap<>(producers);
        known.keySet().retainAll(partitions);
        return known;
    }

    @Override
    public Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> producerIds) {
        request("ids of " + producerIds.size());
        Map<String, TransactionDescription> known = new HashMap<>(ids);
        known.values().removeIf(told -> !producerIds.contains(told.producerId()));
        Set<Long> found =
                known.values().stream()
                        .map(TransactionDescription::producerId)
                        .collect(Collectors.toSet());
        if (tellsOnlyWhatItFinds && !found.containsAll(producerIds)) {
            throw new UnavailableException(Reason.ACL_MISSING, "they refuse to tell", null);
        }
        return known;
    }

    @Override
    public void fence(Policy policy, String transactionalId) {
        throw notForSamples();
    }

    @Override
    public TransactionDescription commit(Policy policy, Committable committable) {
        throw notForSamples();
    }

    private static AssertionError notForSamples() {
        return new AssertionError("nothing of it is needed for what is only shown");
    }
}
