package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** Brokers that say what a test wants, by the name of the policy; silent if it wants nothing. */
public final class PlayedBrokers implements KafkaPort {
    private final Map<String, Function<Policy, BrokerContract>> contracts =
            new ConcurrentHashMap<>();

    /** From now on they answer so. */
    PlayedBrokers tell(String policy, BrokerContract contract) {
        contracts.put(policy, asked -> contract);
        return this;
    }

    /** From now on they cannot be asked. */
    PlayedBrokers fail(String policy, Reason reason, String message) {
        contracts.put(
                policy,
                asked -> {
                    throw new UnavailableException(reason, message, null);
                });
        return this;
    }

    /** From now on who asks gets no answer before the latch opens. */
    PlayedBrokers hang(String policy, CountDownLatch until) {
        contracts.put(
                policy,
                asked -> {
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw unreachable();
                });
        return this;
    }

    private static UnavailableException unreachable() {
        return new UnavailableException(Reason.BROKER_UNREACHABLE, "Nobody is there", null);
    }

    @Override
    public BrokerContract contract(Policy policy) {
        return contracts
                .getOrDefault(
                        policy.identity().name(),
                        asked -> {
                            throw unreachable();
                        })
                .apply(policy);
    }

    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        throw unreachable();
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
        throw unreachable();
    }

    @Override
    public Map<String, TransactionDescription> describe(
            Policy policy, Set<String> transactionalIds) {
        throw unreachable();
    }

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions) {
        throw unreachable();
    }

    @Override
    public void fence(Policy policy, String transactionalId) {
        throw unreachable();
    }

    @Override
    public TransactionDescription commit(Policy policy, Committable committable) {
        throw unreachable();
    }
}
