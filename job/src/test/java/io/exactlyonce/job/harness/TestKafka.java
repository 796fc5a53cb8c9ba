package io.exactlyonce.job.harness;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker for one test class, with what tests ask of it. */
public final class TestKafka implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> overrides;
    private KafkaBroker broker;
    private final Admin admin;

    private TestKafka(Path folder, Map<String, String> overrides) {
        this.folder = folder;
        this.overrides = Map.copyOf(overrides);
        this.broker = KafkaBroker.start(folder, KafkaBroker.freePort(), overrides);
        this.admin = Admin.create(client());
    }

    public static TestKafka start(Path folder) {
        return start(folder, Map.of());
    }

    /** A broker with other properties. */
    public static TestKafka start(Path folder, Map<String, String> overrides) {
        return new TestKafka(folder, overrides);
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Stops the broker and starts it again on the same port with the same data. */
    public void restart() {
        stop();
        comeBack();
    }

    /** Stops the broker; its clients go on trying. */
    public void stop() {
        broker.close();
    }

    /** Starts a broker that was stopped, on the same port with the same data. */
    public void comeBack() {
        broker = KafkaBroker.start(folder, broker.port(), overrides);
    }

    public Admin admin() {
        return admin;
    }

    /**
     * Creates a topic and returns when its partitions serve. Before that a broker may refuse the
     * first batch of a producer and take the second, which no retry can mend.
     */
    public void create(String topic, int partitions) {
        try {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        await("leaders of " + topic)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> admin.listOffsets(all).all().get().size() == partitions);
    }

    /** Lets a topic take records of any timestamp, as topics of older brokers do. */
    public void allowFutureTimestamps(String topic) {
        configure(topic, "message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE));
    }

    /** Sets one configuration of a topic. */
    public void configure(String topic, String name, String value) {
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        try {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                    List.of(set)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public void createIfAbsent(String topic, int partitions) {
        try {
            if (!admin.listTopics().names().get().contains(topic)) {
                create(topic, partitions);
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends values, one record each, keyed by their text up to the first comma. */
    public void send(String topic, Collection<String> values) {
        send(
                values.stream()
                        .map(
                                value ->
                                        new ProducerRecord<>(
                                                topic, utf8(value.split(",", 2)[0]), utf8(value)))
                        .toList());
    }

    /** Sends records and returns when all are acknowledged. */
    public void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Future<RecordMetadata> sent : records.stream().map(producer::send).toList()) {
                sent.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All committed records up to the last stable offset, partition by partition. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return read(topic, IsolationLevel.READ_COMMITTED);
    }

    /** All records, those of open and aborted transactions included. */
    public List<ConsumerRecord<byte[], byte[]>> uncommitted(String topic) {
        return read(topic, IsolationLevel.READ_UNCOMMITTED);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, IsolationLevel isolation) {
        Properties properties = client();
        properties.put("isolation.level", isolation.toString());
        // A fetch that ends in the marker of a transaction would wait for more: 500 ms by default.
        properties.put("fetch.max.wait.ms", "20");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Records between the last stable offset and the end, over all partitions. */
    public long uncommittedLag(String topic) {
        return ends(topic, IsolationLevel.READ_UNCOMMITTED)
                - ends(topic, IsolationLevel.READ_COMMITTED);
    }

    private long ends(String topic, IsolationLevel isolation) {
        try {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .forEach(
                            p ->
                                    wanted.put(
                                            new TopicPartition(topic, p.partition()),
                                            OffsetSpec.latest()));
            return admin
                    .listOffsets(
                            wanted,
                            new org.apache.kafka.clients.admin.ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(info -> info.offset())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Transactional ids that begin so and are open. */
    public List<String> openTransactions(String prefix) {
        try {
            return admin
                    .listTransactions(
                            new ListTransactionsOptions()
                                    .filterStates(List.of(TransactionState.ONGOING)))
                    .all()
                    .get()
                    .stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public Properties client() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        return properties;
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
