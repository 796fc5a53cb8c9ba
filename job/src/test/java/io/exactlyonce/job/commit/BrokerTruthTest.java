package io.exactlyonce.job.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of {@link CommitVerdict} against a real broker, for every {@code transaction.version}:
 * what is called committed can be read, what is called lost can not.
 */
class BrokerTruthTest {
    @TempDir private static Path folder;
    private static TestKafka kafka;

    private final List<FlinkKafkaInternalProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final Map<String, PendingCommit> pending = new HashMap<>();
    private int version;

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @AfterEach
    void close() {
        producers.forEach(producer -> producer.close(Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1, 0})
    void verdictsAreWhatReadersSee(int transactionVersion) throws Exception {
        version = transactionVersion;
        setVersion();
        kafka.create(topic(), 1);
        kafka.create(topic() + "-open", 1);

        Map<String, CommitVerdict> expected = everythingThatCanHappen();

        Map<String, CommitVerdict> verdicts = new LinkedHashMap<>();
        expected.keySet().forEach(id -> verdicts.put(id, verdict(id)));
        assertThat(verdicts).isEqualTo(expected);
        assertThat(kafka.uncommittedLag(topic())).isZero();
        Set<String> readable =
                kafka.committed(topic()).stream()
                        .map(record -> TestKafka.text(record.value()))
                        .collect(Collectors.toSet());
        assertThat(readable).containsAll(having(verdicts, CommitVerdict.COMMITTED));
        assertThat(readable).doesNotContainAnyElementsOf(having(verdicts, CommitVerdict.LOST));
    }

    @Test
    void anIdThatTheBrokerDoesNotKnowIsNotFound() throws Exception {
        assertThat(new AdminTransactions(kafka.client()).ask(Set.of("never-used")))
                .containsExactly(Map.entry("never-used", new TransactionAnswer.NotFound()));
    }

    @Test
    void aBrokerThatIsAwayIsNoAnswer() throws Exception {
        Properties nobody = new Properties();
        nobody.put("bootstrap.servers", "127.0.0.1:1");

        Map<String, TransactionAnswer> answers =
                new AdminTransactions(nobody, Duration.ofMillis(500)).ask(Set.of("a", "b"));

        assertThat(answers).containsOnlyKeys("a", "b");
        assertThat(answers.values())
                .allSatisfy(
                        answer ->
                                assertThat(answer).isInstanceOf(TransactionAnswer.NoAnswer.class));
    }

    private Map<String, CommitVerdict> everythingThatCanHappen() throws Exception {
        Map<String, CommitVerdict> expected = new LinkedHashMap<>();
        preCommitted("timed-out", topic(), 1_000);
        expected.put("timed-out", CommitVerdict.LOST);
        preCommitted("open", topic() + "-open", 60_000);
        expected.put("open", CommitVerdict.OPEN);
        preCommitted("by-writer").commitTransaction();
        expected.put("by-writer", CommitVerdict.COMMITTED);
        preCommitted("recovered-first");
        preCommitted("recovered-next");
        recover("recovered-first", "recovered-next");
        expected.put("recovered-first", CommitVerdict.COMMITTED);
        expected.put("recovered-next", CommitVerdict.COMMITTED);
        FlinkKafkaInternalProducer<byte[], byte[]> writer = preCommitted("reused");
        writer.commitTransaction();
        write(writer, topic() + "-open", "next");
        // Without an epoch of its own the next transaction looks like the pending one.
        expected.put("reused", version == 2 ? CommitVerdict.COMMITTED : CommitVerdict.OPEN);
        preCommitted("fenced-open");
        takeOver("fenced-open");
        expected.put("fenced-open", CommitVerdict.UNKNOWN);
        preCommitted("fenced-after-commit").commitTransaction();
        takeOver("fenced-after-commit");
        expected.put(
                "fenced-after-commit",
                version == 2 ? CommitVerdict.UNKNOWN : CommitVerdict.COMMITTED);
        await("time-out").until(() -> verdict("timed-out") != CommitVerdict.OPEN);
        await("markers").until(() -> kafka.uncommittedLag(topic()) == 0);
        return expected;
    }

    private String topic() {
        return "version-" + version;
    }

    private static List<String> having(Map<String, CommitVerdict> verdicts, CommitVerdict wanted) {
        return verdicts.keySet().stream().filter(id -> verdicts.get(id) == wanted).toList();
    }

    private CommitVerdict verdict(String name) {
        try {
            TransactionAnswer answer =
                    new AdminTransactions(kafka.client()).ask(Set.of(id(name))).get(id(name));
            assertThat(answer).isInstanceOf(TransactionAnswer.Described.class);
            TransactionAnswer.Described seen = (TransactionAnswer.Described) answer;
            assertThat(seen.epochPerTransaction()).isEqualTo(version == 2);
            return CommitVerdict.of(Objects.requireNonNull(pending.get(name)), seen, false);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String id(String name) {
        return "truth-" + version + "-" + name;
    }

    private FlinkKafkaInternalProducer<byte[], byte[]> preCommitted(String name) throws Exception {
        return preCommitted(name, topic(), 60_000);
    }

    private FlinkKafkaInternalProducer<byte[], byte[]> preCommitted(
            String name, String topic, int timeoutMs) throws Exception {
        FlinkKafkaInternalProducer<byte[], byte[]> producer = producer(name, timeoutMs);
        producer.initTransactions();
        write(producer, topic, name);
        pending.put(
                name, new PendingCommit(id(name), producer.getProducerId(), producer.getEpoch()));
        return producer;
    }

    private static void write(
            FlinkKafkaInternalProducer<byte[], byte[]> producer, String topic, String value)
            throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, TestKafka.utf8(value))).get();
        producer.flush();
        producer.precommitTransaction();
    }

    /** As the connector's committer does: one producer for all. */
    private void recover(String... names) {
        FlinkKafkaInternalProducer<byte[], byte[]> committer = producer(names[0], 60_000);
        for (String name : names) {
            PendingCommit commit = Objects.requireNonNull(pending.get(name));
            committer.setTransactionId(commit.transactionalId());
            committer.resumeTransaction(commit.producerId(), (short) commit.epoch());
            committer.commitTransaction();
        }
    }

    private void takeOver(String name) {
        producer(name, 60_000).initTransactions();
    }

    private FlinkKafkaInternalProducer<byte[], byte[]> producer(String name, int timeoutMs) {
        Properties properties = kafka.client();
        properties.put("key.serializer", ByteArraySerializer.class.getName());
        properties.put("value.serializer", ByteArraySerializer.class.getName());
        properties.put("transaction.timeout.ms", timeoutMs);
        FlinkKafkaInternalProducer<byte[], byte[]> producer =
                new FlinkKafkaInternalProducer<>(properties, id(name));
        producers.add(producer);
        return producer;
    }

    private void setVersion() throws Exception {
        if (version < 2) {
            FeatureUpdate downgrade =
                    new FeatureUpdate((short) version, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
            kafka.admin()
                    .updateFeatures(
                            Map.of("transaction.version", downgrade), new UpdateFeaturesOptions())
                    .all()
                    .get();
            await("the broker's own view of the feature").until(this::brokerKnowsVersion);
        }
    }

    private boolean brokerKnowsVersion() throws Exception {
        var range =
                kafka.admin()
                        .describeFeatures()
                        .featureMetadata()
                        .get()
                        .finalizedFeatures()
                        .get("transaction.version");
        return (range == null ? 0 : range.maxVersionLevel()) == version;
    }
}
