package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.kafka.NoBrokers;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Brokers that allow what a test wants, by the name of the policy; silent if it wants nothing. */
public final class PlayedContracts extends NoBrokers {
    private final Map<String, Supplier<BrokerContract>> contracts = new ConcurrentHashMap<>();
    private final Map<String, Integer> questions = new ConcurrentHashMap<>();

    /** Silent about everything. */
    public PlayedContracts() {
        super("nobody is there");
    }

    /** How often somebody has asked. */
    public int asked(String policy) {
        return questions.getOrDefault(policy, 0);
    }

    /** From now on they answer so. */
    public void tell(String policy, BrokerContract contract) {
        contracts.put(policy, () -> contract);
    }

    /** From now on they cannot be asked. */
    void fail(String policy, Reason reason, String message) {
        contracts.put(
                policy,
                () -> {
                    throw new UnavailableException(reason, message, null);
                });
    }

    /** From now on who asks gets no answer before the latch opens. */
    void hang(String policy, CountDownLatch until) {
        contracts.put(
                policy,
                () -> {
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw silent();
                });
    }

    private static UnavailableException silent() {
        return new UnavailableException(Reason.BROKER_UNREACHABLE, "Nobody is there", null);
    }

    @Override
    public BrokerContract contract(Policy policy) {
        questions.merge(policy.identity().name(), 1, Integer::sum);
        Supplier<BrokerContract> played = contracts.get(policy.identity().name());
        if (played == null) {
            throw silent();
        }
        return played.get();
    }
}
