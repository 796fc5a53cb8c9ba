package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.MissingAcl;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What brokers allow, by as few rights as possible: what one answer needs a right for is looked for
 * in another way, or stays unknown.
 *
 * @param session of the policy
 * @param policy which one
 */
record ContractQuestions(BrokerSession session, Policy policy) {
    private static final String MAXIMUM_TIMEOUT = "transaction.max.timeout.ms";
    private static final String ID_EXPIRATION = "transactional.id.expiration.ms";
    private static final String VERSION = "transaction.version";
    private static final String STATE_TOPIC = TransactionStateTopic.NAME;
    private static final String MIN_IN_SYNC = "min.insync.replicas";

    /** Every broker; one that does not answer leaves nothing known. */
    BrokerContract ask(Instant now) {
        Collection<Node> nodes =
                session.ask(
                        new Question("the brokers there are", "DESCRIBE Cluster"),
                        admin -> admin.describeCluster().nodes());
        nodes.forEach(node -> session.hosts().resolves(node.host()));
        boolean writes = mayWrite();
        Map<Integer, Config> configs = configs(nodes);
        Integer version = transactionVersion().orElse(null);
        Map<Integer, Duration> maxima = maxima(nodes, configs, writes);
        List<BrokerContract.Broker> brokers =
                nodes.stream()
                        .map(Node::id)
                        .sorted()
                        .map(
                                id ->
                                        new BrokerContract.Broker(
                                                id,
                                                maxima.get(id),
                                                version,
                                                millis(configs, id, ID_EXPIRATION).orElse(null)))
                        .toList();
        return new BrokerContract(
                now,
                true,
                maxima.size() == nodes.size()
                        ? maxima.values().stream().min(Comparator.naturalOrder()).orElse(null)
                        : null,
                brokers,
                transactionState(configs).orElse(null),
                writes ? List.of() : List.of(acl().text()));
    }

    private MissingAcl acl() {
        return MissingAcl.write(policy.transactions().idStem(), policy.identity().namespace());
    }

    /** Tried on an id that no job can have; nobody else's transaction is touched. */
    private boolean mayWrite() {
        try {
            new TransactionQuestions(session).fence(acl().name() + TimeoutProbe.NAME);
            return true;
        } catch (UnavailableException e) {
            if (Failures.isDenied(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Settings of each broker that tells them; that takes DESCRIBE_CONFIGS. */
    private Map<Integer, Config> configs(Collection<Node> nodes) {
        Set<ConfigResource> resources =
                nodes.stream()
                        .map(
                                node ->
                                        new ConfigResource(
                                                ConfigResource.Type.BROKER, node.idString()))
                        .collect(Collectors.toSet());
        Map<ConfigResource, Config> told =
                session.askEach(
                        new Question("the brokers' settings", "DESCRIBE_CONFIGS Cluster"),
                        admin -> admin.describeConfigs(resources).values(),
                        AuthorizationException.class::isInstance);
        Map<Integer, Config> configs = new HashMap<>();
        told.forEach((broker, config) -> configs.put(Integer.valueOf(broker.name()), config));
        return configs;
    }

    private Map<Integer, Duration> maxima(
            Collection<Node> nodes, Map<Integer, Config> configs, boolean writes) {
        Map<Integer, Duration> maxima = new TreeMap<>();
        nodes.forEach(
                node ->
                        millis(configs, node.id(), MAXIMUM_TIMEOUT)
                                .ifPresent(maximum -> maxima.put(node.id(), maximum)));
        Set<Integer> silent =
                nodes.stream()
                        .map(Node::id)
                        .filter(id -> !maxima.containsKey(id))
                        .collect(Collectors.toSet());
        if (!silent.isEmpty() && writes) {
            maxima.putAll(session.timeoutProbe().maxima(acl().name(), silent));
        }
        return maxima;
    }

    private static Optional<Duration> millis(Map<Integer, Config> configs, int id, String name) {
        return Optional.ofNullable(configs.get(id))
                .flatMap(config -> number(config, name))
                .map(Duration::ofMillis);
    }

    private static Optional<Long> number(Config config, String name) {
        return Optional.ofNullable(config.get(name))
                .map(ConfigEntry::value)
                .filter(value -> value.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    /** Of the whole cluster; a feature that was never raised is at level 0. */
    private Optional<Integer> transactionVersion() {
        try {
            FeatureMetadata features =
                    session.ask(
                            new Question("the features in force", "DESCRIBE Cluster"),
                            admin -> admin.describeFeatures().featureMetadata());
            FinalizedVersionRange range = features.finalizedFeatures().get(VERSION);
            return Optional.of(range == null ? 0 : (int) range.maxVersionLevel());
        } catch (UnavailableException e) {
            if (Failures.isDenied(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The topic as it is; before the first transaction, as the brokers are going to make it. */
    private Optional<BrokerContract.TransactionState> transactionState(
            Map<Integer, Config> brokers) {
        try {
            TopicDescription topic = new TransactionStateTopic(session).describe();
            int replicas =
                    topic.partitions().stream()
                            .mapToInt(partition -> partition.replicas().size())
                            .min()
                            .orElse(0);
            return minInSync().map(minimum -> state(replicas, minimum));
        } catch (UnavailableException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return planned(brokers);
            }
            if (Failures.isDenied(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Long> minInSync() {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, STATE_TOPIC);
        Config config =
                session.ask(
                        new Question(
                                "settings of " + STATE_TOPIC,
                                "DESCRIBE_CONFIGS Topic " + STATE_TOPIC),
                        admin -> admin.describeConfigs(Set.of(topic)).values().get(topic));
        return number(config, MIN_IN_SYNC);
    }

    private static Optional<BrokerContract.TransactionState> planned(Map<Integer, Config> brokers) {
        return brokers.values().stream()
                .findFirst()
                .flatMap(
                        config ->
                                number(config, "transaction.state.log.replication.factor")
                                        .flatMap(
                                                replicas ->
                                                        number(
                                                                        config,
                                                                        "transaction.state.log.min.isr")
                                                                .map(
                                                                        minimum ->
                                                                                state(
                                                                                        replicas,
                                                                                        minimum))));
    }

    private static BrokerContract.TransactionState state(long replicas, long minimum) {
        return new BrokerContract.TransactionState(
                Math.toIntExact(replicas), Math.toIntExact(minimum));
    }
}
