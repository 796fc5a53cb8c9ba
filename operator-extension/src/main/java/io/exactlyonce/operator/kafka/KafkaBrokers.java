package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The brokers of all policies. One policy's never hold up another's: each has a client and a turn
 * of its own, and every wait has an end.
 */
public final class KafkaBrokers implements KafkaPort, AutoCloseable {
    private static final int SWEEPS_PER_IDLE_TIME = 4;
    private static final EndpointBounds ANYWHERE =
            new EndpointBounds(List.of("*", "127.0.0.0/8", "::1/128"));

    private final Map<Owner, PolicyBrokers> brokers = new ConcurrentHashMap<>();
    private final PolicyBrokers.Means means;
    private final ScheduledExecutorService idle =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "kafka-idle");
                        thread.setDaemon(true);
                        return thread;
                    });

    private record Owner(String namespace, String policy) {}

    /**
     * For a cluster.
     *
     * @param bounds servers that may be connected to
     */
    public KafkaBrokers(SecretPort secrets, EndpointBounds bounds, InstantSource clock) {
        this(
                new PolicyBrokers.Means(
                        new PolicySecrets(secrets),
                        bounds,
                        InetAddress::getAllByName,
                        AdminClients::create,
                        BrokerPace.USUAL,
                        clock));
    }

    /**
     * For a person at the command line, who may connect wherever she can.
     *
     * @param properties of the client, over those of the policy
     */
    public static KafkaBrokers of(Map<String, String> properties, InstantSource clock) {
        return new KafkaBrokers(
                new PolicyBrokers.Means(
                        new PolicySecrets(
                                (namespace, key) -> {
                                    throw new UnavailableException("no Secret is read here");
                                }),
                        ANYWHERE,
                        InetAddress::getAllByName,
                        (access, hosts) -> {
                            Map<String, Object> all = new HashMap<>(access);
                            all.putAll(properties);
                            return AdminClients.create(all, hosts);
                        },
                        BrokerPace.USUAL,
                        clock));
    }

    KafkaBrokers(PolicyBrokers.Means means) {
        this.means = means;
        long period = Math.max(1, means.pace().idle().toMillis() / SWEEPS_PER_IDLE_TIME);
        idle.scheduleWithFixedDelay(this::closeIdle, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public BrokerContract contract(Policy policy) {
        return ask(
                policy,
                session -> new ContractQuestions(session, policy).ask(means.clock().instant()));
    }

    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        return ask(policy, session -> new TransactionQuestions(session).open(prefix));
    }

    @Override
    public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
        return ask(policy, session -> new TransactionQuestions(session).sample(prefix));
    }

    @Override
    public Map<String, TransactionDescription> describe(
            Policy policy, Set<String> transactionalIds) {
        return ask(policy, session -> new TransactionQuestions(session).describe(transactionalIds));
    }

    @Override
    public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions) {
        return ask(policy, session -> new PartitionQuestions(session).ends(partitions));
    }

    @Override
    public Map<PartitionName, List<OpenProducer>> producers(
            Policy policy, Set<PartitionName> partitions) {
        return ask(policy, session -> new PartitionQuestions(session).producers(partitions));
    }

    @Override
    public Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> producerIds) {
        return ask(policy, session -> new TransactionQuestions(session).ofProducers(producerIds));
    }

    @Override
    public void fence(Policy policy, String transactionalId) {
        ask(
                policy,
                session -> {
                    new TransactionQuestions(session).fence(transactionalId);
                    return true;
                });
    }

    @Override
    public TransactionDescription commit(Policy policy, Committable committable) {
        return ask(policy, session -> new PendingCommit(session, committable).commit());
    }

    private <T> T ask(Policy policy, Function<BrokerSession, T> work) {
        Policy.Identity identity = policy.identity();
        return brokers.computeIfAbsent(
                        new Owner(identity.namespace(), identity.name()),
                        owner -> new PolicyBrokers(means))
                .ask(policy, work);
    }

    /** Clients of policies that are gone, or that nobody uses. */
    void closeIdle() {
        brokers.values().stream().filter(PolicyBrokers::isIdle).forEach(PolicyBrokers::close);
        brokers.values().removeIf(PolicyBrokers::isIdle);
    }

    @Override
    public void close() {
        idle.shutdownNow();
        brokers.values().forEach(PolicyBrokers::close);
    }
}
