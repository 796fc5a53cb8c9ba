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
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Brokers in memory, which can fall silent, and be changed between one request and the next. */
public final class PlayedKafka implements KafkaPort {
    public final Map<String, TransactionDescription> ids = new ConcurrentHashMap<>();
    public final List<String> requests = new ArrayList<>();
    public final List<String> fenced = new ArrayList<>();
    public final List<Committable> committed = new ArrayList<>();
    public volatile boolean silent;
    public Runnable beforeDescribe = () -> {};

    public void open(String id, long producerId, int epoch) {
        ids.put(
                id,
                new TransactionDescription(
                        id,
                        TransactionState.ONGOING,
                        producerId,
                        epoch,
                        Duration.ofMinutes(15),
                        Instant.EPOCH,
                        Set.of()));
    }

    @Override
    public BrokerContract contract(Policy policy) {
        request("contract");
        return BrokerContract.UNKNOWN;
    }

    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        request("open " + prefix);
        return some(it -> it.isOngoing() && it.transactionalId().startsWith(prefix));
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
        request("sample " + prefix);
        return some(it -> it.transactionalId().startsWith(prefix));
    }

    @Override
    public Map<String, TransactionDescription> describe(Policy policy, Set<String> wanted) {
        beforeDescribe.run();
        request("describe");
        return some(it -> wanted.contains(it.transactionalId()));
    }

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions) {
        request("ends");
        return Map.of();
    }

    @Override
    public Map<PartitionName, List<OpenProducer>> producers(
            Policy policy, Set<PartitionName> partitions) {
        request("producers");
        return Map.of();
    }

    @Override
    public Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> producerIds) {
        request("ofProducers");
        return some(it -> producerIds.contains(it.producerId()));
    }

    @Override
    public void fence(Policy policy, String transactionalId) {
        request("fence");
        fenced.add(transactionalId);
        ids.remove(transactionalId);
    }

    @Override
    public TransactionDescription commit(Policy policy, Committable committable) {
        request("commit");
        committed.add(committable);
        TransactionDescription told = ids.get(committable.transactionalId());
        ids.remove(committable.transactionalId());
        return told;
    }

    private synchronized void request(String what) {
        requests.add(what);
        if (silent) {
            throw new UnavailableException("they did not answer");
        }
    }

    private Map<String, TransactionDescription> some(Predicate<TransactionDescription> wanted) {
        return ids.values().stream()
                .filter(wanted)
                .collect(Collectors.toMap(TransactionDescription::transactionalId, it -> it));
    }
}
