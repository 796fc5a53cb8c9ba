package io.exactlyonce.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What is said when access rules hide a part of the brokers. */
class StallsCommandTest {
    private static final Instant NOW = Instant.parse("2026-07-01T10:00:00Z");
    private static final String OURS = "eo1.shop.orders.aaaaaaaa.r000002.out.-3-7";
    private static final int FOREIGN = 99;

    private final HalfHidden brokers = new HalfHidden();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int stalls(String... topics) {
        List<String> all = new ArrayList<>(List.of(topics));
        all.addAll(List.of("--bootstrap-servers", "kafka:9092"));
        return new CommandLine(new StallsCommand(brokers, InstantSource.fixed(NOW)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void topicThatMayNotBeSeenIsUnknownAndNotInOrder() {
        brokers.ends.put(new PartitionName("calm", 0), new PartitionEnd(9, 9));
        brokers.hidden.add("secret");

        assertThat(stalls("secret", "calm")).isEqualTo(3);
        assertThat(out.toString())
                .contains("Nothing is known of secret: they refuse DESCRIBE Topic secret.")
                .contains("of the other topics it is not known")
                .doesNotContain("Careful readers get everything");
    }

    @Test
    void topicThatMayNotBeSeenHidesNoWaitOfAnother() {
        brokers.holds("out", brokers.transaction(OURS, 7));
        brokers.hidden.add("secret");

        assertThat(stalls("secret", "out")).isEqualTo(1);
        assertThat(out.toString())
                .contains(OURS, "revision 2", "Nothing is known of secret")
                .contains("1 of 1 partitions");
    }

    @Test
    void producerThatMayNotBeSeenHidesNoOther() {
        brokers.holds("out", brokers.transaction(OURS, 7));
        brokers.holds("theirs", FOREIGN);
        brokers.tellsOnlyWhatItFinds = true;

        assertThat(stalls("out", "theirs")).isEqualTo(1);
        assertThat(out.toString())
                .contains(OURS, "2 of 2 partitions hold readers back")
                .contains(
                        "theirs-0  5 records", "an unknown transaction. they refuse to tell of it.")
                .doesNotContain("no coordinator tells");
    }

    @Test
    void topicWhoseProducersMayNotBeSeenStillWaits() {
        brokers.holds("out", brokers.transaction(OURS, 7));
        brokers.holds("locked", brokers.transaction("somebody's", 8));
        brokers.locked.add("locked");

        assertThat(stalls("out", "locked")).isEqualTo(1);
        assertThat(out.toString())
                .contains(OURS, "locked-0  5 records", "they refuse READ Topic locked.")
                .doesNotContain("somebody's");
    }

    @Test
    void nothingButHiddenTopicsIsNoAnswer() {
        brokers.hidden.add("secret");

        assertThat(stalls("secret")).isEqualTo(2);
        assertThat(err.toString()).contains("Nothing is known: they refuse DESCRIBE Topic secret");
    }

    /** Brokers that refuse a question as a whole for one part of it, as real ones do. */
    private static final class HalfHidden implements KafkaPort, Access {
        final Map<PartitionName, PartitionEnd> ends = new HashMap<>();
        final Map<PartitionName, List<OpenProducer>> producers = new HashMap<>();
        final Map<String, TransactionDescription> ids = new HashMap<>();
        final Set<String> hidden = new HashSet<>();
        final Set<String> locked = new HashSet<>();
        boolean tellsOnlyWhatItFinds;

        long transaction(String id, long producer) {
            ids.put(
                    id,
                    new TransactionDescription(
                            id,
                            TransactionState.ONGOING,
                            producer,
                            0,
                            Duration.ofMinutes(15),
                            NOW.minusSeconds(60),
                            Set.of()));
            return producer;
        }

        void holds(String topic, long producer) {
            PartitionName partition = new PartitionName(topic, 0);
            ends.put(partition, new PartitionEnd(9, 4));
            producers.put(partition, List.of(new OpenProducer(producer, (short) 0, -1, 4, NOW)));
        }

        private static void refuse(String right, Set<String> topics, Set<PartitionName> asked) {
            asked.stream()
                    .map(PartitionName::topic)
                    .filter(topics::contains)
                    .findFirst()
                    .ifPresent(
                            topic -> {
                                throw new UnavailableException(
                                        Reason.ACL_MISSING,
                                        "they refuse " + right + " Topic " + topic,
                                        null);
                            });
        }

        @Override
        public Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> asked) {
            refuse("DESCRIBE", hidden, asked);
            Map<PartitionName, PartitionEnd> told = new HashMap<>(ends);
            told.keySet().retainAll(asked);
            return told;
        }

        @Override
        public Map<PartitionName, List<OpenProducer>> producers(
                Policy policy, Set<PartitionName> asked) {
            refuse("READ", locked, asked);
            Map<PartitionName, List<OpenProducer>> told = new HashMap<>(producers);
            told.keySet().retainAll(asked);
            return told;
        }

        @Override
        public Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> asked) {
            Map<String, TransactionDescription> told = new HashMap<>(ids);
            told.values().removeIf(one -> !asked.contains(one.producerId()));
            Set<Long> found =
                    told.values().stream()
                            .map(TransactionDescription::producerId)
                            .collect(Collectors.toSet());
            if (tellsOnlyWhatItFinds && !found.containsAll(asked)) {
                throw new UnavailableException(
                        Reason.ACL_MISSING, "they refuse to tell of it", null);
            }
            return told;
        }

        @Override
        public KafkaPort kafka(Map<String, String> properties) {
            return this;
        }

        @Override
        public SnapshotStore snapshots() {
            throw notAsked();
        }

        @Override
        public BrokerContract contract(Policy policy) {
            throw notAsked();
        }

        @Override
        public Map<String, TransactionDescription> open(Policy policy, String prefix) {
            throw notAsked();
        }

        @Override
        public Map<String, TransactionDescription> sample(Policy policy, String prefix) {
            throw notAsked();
        }

        @Override
        public Map<String, TransactionDescription> describe(Policy policy, Set<String> asked) {
            throw notAsked();
        }

        @Override
        public void fence(Policy policy, String transactionalId) {
            throw notAsked();
        }

        @Override
        public TransactionDescription commit(Policy policy, Committable committable) {
            throw notAsked();
        }

        private static AssertionError notAsked() {
            return new AssertionError("the command changes nothing, and asks for nothing else");
        }
    }
}
