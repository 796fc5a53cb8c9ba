package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.PartitionName;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of transactions while a partition of the topic that holds them has no leader. */
class MissingCoordinatorTest {
    private static final String TOPIC = "results";
    private static final String PREFIX = "eo1.shop.orders.a.r000001.";
    private static final long NOBODYS = 987_654L;
    private static final String NO_LEADER = "Partition 7 of __transaction_state has no leader";

    @TempDir static Path folder;
    private static RealBroker broker;
    private static Policy policy;
    private static Committable pending;

    @BeforeAll
    static void start() {
        broker = RealBroker.start(folder, Map.of());
        broker.create(TOPIC, 1);
        policy = Brokers.policy(broker.bootstrapServers());
        pending = broker.pending(PREFIX + "sink.0-1", new PartitionName(TOPIC, 0));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Says of the topic what is to be said each time; then what is so. */
    private static final class PlayedLeaders extends ForwardingAdmin {
        private final Deque<KafkaFuture<TopicDescription>> said;

        PlayedLeaders(Map<String, Object> properties, List<KafkaFuture<TopicDescription>> said) {
            super(properties);
            this.said = new ArrayDeque<>(said);
        }

        @Override
        public DescribeTopicsResult describeTopics(
                TopicCollection topics, DescribeTopicsOptions options) {
            return said.isEmpty()
                    ? super.describeTopics(topics, options)
                    : new PlayedResult(Map.of("__transaction_state", said.removeFirst()));
        }
    }

    private static final class PlayedResult extends DescribeTopicsResult {
        PlayedResult(Map<String, KafkaFuture<TopicDescription>> said) {
            super(null, said);
        }
    }

    private static KafkaFuture<TopicDescription> leader(Node node) {
        List<TopicPartitionInfo> partitions =
                List.of(
                        new TopicPartitionInfo(6, new Node(1, "a", 9092), List.of(), List.of()),
                        new TopicPartitionInfo(7, node, List.of(), List.of()));
        return KafkaFuture.completedFuture(
                new TopicDescription("__transaction_state", true, partitions));
    }

    private static KafkaFuture<TopicDescription> denied() {
        KafkaFutureImpl<TopicDescription> future = new KafkaFutureImpl<>();
        future.completeExceptionally(
                new TopicAuthorizationException(Set.of("__transaction_state")));
        return future;
    }

    @SafeVarargs
    private static KafkaBrokers whoAreTold(KafkaFuture<TopicDescription>... said) {
        return new KafkaBrokers(
                new PolicyBrokers.Means(
                        new PolicySecrets(Brokers.NO_SECRETS),
                        Brokers.LOOPBACK,
                        InetAddress::getAllByName,
                        (properties, hosts) -> new PlayedLeaders(properties, List.of(said)),
                        Brokers.PACE,
                        InstantSource.system()));
    }

    /** The command for a hang would abort a transaction whose commit is pending. */
    @Test
    void producerIsNotUnknownWhileAPartitionHasNoLeader() {
        try (KafkaBrokers brokers = whoAreTold(leader(null), leader(Node.noNode()))) {
            for (int look = 0; look < 2; look++) {
                assertThatThrownBy(() -> brokers.ofProducers(policy, Set.of(NOBODYS)))
                        .isInstanceOfSatisfying(
                                UnavailableException.class,
                                it -> assertThat(it.what()).contains(NO_LEADER));
            }
            assertThat(brokers.ofProducers(policy, Set.of(NOBODYS))).isEmpty();
        }
    }

    @Test
    void producerIsNotUnknownWhileLeadersMove() {
        Node first = new Node(1, "a", 9092);
        Node second = new Node(2, "b", 9092);
        try (KafkaBrokers brokers = whoAreTold(leader(first), leader(second))) {
            assertThatThrownBy(() -> brokers.ofProducers(policy, Set.of(NOBODYS)))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            it -> assertThat(it.what()).contains("other leaders"));
        }
    }

    @Test
    void producerIsNotUnknownToWhoMayNotSeeTheLeaders() {
        try (KafkaBrokers brokers = whoAreTold(denied())) {
            assertThatThrownBy(() -> brokers.ofProducers(policy, Set.of(NOBODYS)))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            it ->
                                    assertThat(it.what())
                                            .contains("DESCRIBE Topic __transaction_state"));
        }
    }

    @Test
    void producerThatIsKnownNeedsNoSecondLook() {
        try (KafkaBrokers brokers = whoAreTold(leader(null))) {
            assertThat(brokers.ofProducers(policy, Set.of(pending.producerId())))
                    .containsOnlyKeys(pending.transactionalId());
        }
    }

    @Test
    void nothingIsListedWhileAPartitionHasNoLeader() {
        try (KafkaBrokers brokers = whoAreTold(leader(null), leader(null))) {
            assertThatThrownBy(() -> brokers.open(policy, PREFIX))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            it -> assertThat(it.what()).contains(NO_LEADER));
            assertThatThrownBy(() -> brokers.sample(policy, PREFIX))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            it -> assertThat(it.what()).contains(NO_LEADER));

            assertThat(brokers.open(policy, PREFIX)).containsOnlyKeys(pending.transactionalId());
        }
    }

    /** No job needs the right, so a user of the policy may lack it. */
    @Test
    void whoMayNotSeeTheLeadersIsToldWhatTheBrokersTell() {
        try (KafkaBrokers brokers = whoAreTold(denied())) {
            assertThat(brokers.open(policy, PREFIX)).containsOnlyKeys(pending.transactionalId());
        }
    }
}
