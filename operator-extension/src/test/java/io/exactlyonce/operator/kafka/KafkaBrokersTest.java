package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ListTransactionsResult;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the port says of a stock broker. */
class KafkaBrokersTest {
    private static final String TOPIC = "results";

    @TempDir static Path folder;
    private static RealBroker broker;
    private static KafkaBrokers brokers;
    private static Policy policy;

    @BeforeAll
    static void start() {
        broker = RealBroker.start(folder, Map.of("transaction.max.timeout.ms", "1234567"));
        broker.create(TOPIC, 8);
        brokers = Brokers.of(Brokers.NO_SECRETS, Brokers.PACE);
        policy = Brokers.policy(broker.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        brokers.close();
        broker.close();
    }

    @Test
    void openTransactionsAreThoseBelowThePrefixAndNoOther() {
        broker.begin("eo1.shop.orders.a.r000001.sink.0-1", TOPIC, 0);
        broker.begin("eo1.shop.orders.a.r000001.sink.1-1", TOPIC, 1);
        broker.begin("eo1.shop.orders-eu.a.r000001.sink.0-1", TOPIC, 0);
        broker.begin("eo1.shop.orders.a.r000001.sink.2-1", TOPIC, 0).commitTransaction();

        Map<String, TransactionDescription> open = brokers.open(policy, "eo1.shop.orders.");

        assertThat(open)
                .containsOnlyKeys(
                        "eo1.shop.orders.a.r000001.sink.0-1", "eo1.shop.orders.a.r000001.sink.1-1");
        TransactionDescription one = open.get("eo1.shop.orders.a.r000001.sink.1-1");
        assertThat(one.partitions()).containsExactly(new PartitionName(TOPIC, 1));
        assertThat(one.timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(one.started()).isPresent();
    }

    @Test
    void brokersWithoutPatternsAreListedInFull() {
        broker.begin("eo1.shop.old.a.r000001.0-1", TOPIC, 2);
        PolicyBrokers.Means means =
                new PolicyBrokers.Means(
                        new PolicySecrets(Brokers.NO_SECRETS),
                        Brokers.LOOPBACK,
                        InetAddress::getAllByName,
                        (properties, hosts) -> new AdminOfOldBrokers(properties),
                        Brokers.PACE,
                        InstantSource.system());

        try (KafkaBrokers old = new KafkaBrokers(means)) {
            assertThat(old.open(policy, "eo1.shop.old."))
                    .containsOnlyKeys("eo1.shop.old.a.r000001.0-1");
        }
    }

    @Test
    void sampleHasAFewIdsInAnyState() {
        for (int subtask = 0; subtask < 7; subtask++) {
            broker.begin("eo1.shop.sampled.a.r000001.sink." + subtask + "-9", TOPIC, 3)
                    .commitTransaction();
        }

        Map<String, TransactionDescription> sample =
                brokers.sample(policy, "eo1.shop.sampled.a.r000001.");

        assertThat(sample).hasSize(5).containsKey("eo1.shop.sampled.a.r000001.sink.6-9");
        assertThat(sample.values())
                .allSatisfy(
                        id -> {
                            assertThat(id.state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
                            assertThat(id.timeout()).isEqualTo(Duration.ofMinutes(10));
                        });
    }

    @Test
    void idThatNobodyUsedIsAbsent() {
        assertThat(brokers.describe(policy, Set.of("eo1.shop.never.0-1"))).isEmpty();
    }

    @Test
    void fenceAbortsAndReleasesReaders() {
        String id = "eo1.shop.fenced.a.r000001.sink.0-1";
        PartitionName partition = new PartitionName(TOPIC, 4);
        broker.pending(id, partition);
        broker.begin("eo1.shop.fenced.a.r000002.sink.0-1", TOPIC, 4).commitTransaction();
        assertThat(brokers.ends(policy, Set.of(partition)).get(partition).lag()).isEqualTo(3);

        brokers.fence(policy, id);

        TransactionDescription after = brokers.describe(policy, Set.of(id)).get(id);
        assertThat(after.state()).isNotEqualTo(TransactionState.ONGOING);
        assertThat(brokers.open(policy, "eo1.shop.fenced.")).isEmpty();
        assertThat(brokers.ends(policy, Set.of(partition)).get(partition).lag()).isZero();
        assertThat(broker.committed(partition))
                .containsExactly("eo1.shop.fenced.a.r000002.sink.0-1");
    }

    @Test
    void partitionThatDoesNotExistHasNoEnd() {
        PartitionName there = new PartitionName(TOPIC, 5);
        broker.begin("eo1.shop.ends.0-1", TOPIC, 5);

        Map<PartitionName, PartitionEnd> ends =
                brokers.ends(
                        policy,
                        Set.of(there, new PartitionName(TOPIC, 99), new PartitionName("no", 0)));

        assertThat(ends).containsOnlyKeys(there);
        assertThat(ends.get(there)).isEqualTo(new PartitionEnd(1, 0));
    }

    @Test
    void whoHoldsAPartitionIsFoundThroughItsLeader() {
        PartitionName partition = new PartitionName(TOPIC, 6);
        Committable pending = broker.pending("eo1.shop.holder.0-1", partition);
        broker.begin("eo1.shop.holder.0-2", TOPIC, 6).commitTransaction();

        Map<PartitionName, List<OpenProducer>> producers =
                brokers.producers(policy, Set.of(partition, new PartitionName("no", 0)));

        assertThat(producers).containsOnlyKeys(partition);
        assertThat(producers.get(partition))
                .singleElement()
                .satisfies(
                        holder -> {
                            assertThat(holder.producerId()).isEqualTo(pending.producerId());
                            assertThat(holder.epoch()).isEqualTo(pending.epoch());
                            assertThat(holder.startOffset()).isZero();
                        });
        assertThat(brokers.ofProducers(policy, Set.of(pending.producerId(), 987_654L)))
                .containsOnlyKeys(pending.transactionalId());
    }

    @Test
    void contractIsWhatTheBrokerIsSetTo() {
        BrokerContract contract = brokers.contract(policy);

        assertThat(contract.reachable()).isTrue();
        assertThat(contract.smallestMaximumTimeout()).contains(Duration.ofMillis(1_234_567));
        assertThat(contract.brokers())
                .containsExactly(
                        new BrokerContract.Broker(
                                1, Duration.ofMillis(1_234_567), 2, Duration.ofDays(7)));
        assertThat(contract.transactionStateIfKnown())
                .contains(new BrokerContract.TransactionState(1, 1));
        assertThat(contract.missingAcls()).isEmpty();
    }

    /** Brokers before 4.1, which know no patterns. */
    private static final class AdminOfOldBrokers extends ForwardingAdmin {
        AdminOfOldBrokers(Map<String, Object> properties) {
            super(properties);
        }

        @Override
        public ListTransactionsResult listTransactions(ListTransactionsOptions options) {
            String pattern = options.filteredTransactionalIdPattern();
            if (pattern != null && !pattern.isEmpty()) {
                return failed(options);
            }
            return super.listTransactions(options);
        }

        /** A result that only the client itself can make. */
        private static ListTransactionsResult failed(ListTransactionsOptions options) {
            throw new UnsupportedVersionException("pattern " + options);
        }
    }
}
