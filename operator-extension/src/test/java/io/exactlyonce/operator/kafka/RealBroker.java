package io.exactlyonce.operator.kafka;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker of one test class, as its administrator and its producers see it. */
public final class RealBroker implements AutoCloseable {
    private final KafkaBroker broker;
    private final Admin admin;
    private final Deque<KafkaProducer<byte[], byte[]>> producers = new ArrayDeque<>();

    private RealBroker(KafkaBroker broker) {
        this.broker = broker;
        this.admin = Admin.create(client());
    }

    public static RealBroker start(Path folder, Map<String, String> overrides) {
        return new RealBroker(KafkaBroker.start(folder, KafkaBroker.freePort(), overrides));
    }

    /** At a port that the overrides name. */
    public static RealBroker start(Path folder, int port, Map<String, String> overrides) {
        return new RealBroker(KafkaBroker.start(folder, port, overrides));
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public Admin admin() {
        return admin;
    }

    /** The broker as the operator reaches it, as often as it likes. */
    public KafkaBrokers port() {
        return Brokers.of(
                Brokers.NO_SECRETS,
                new BrokerPace(
                        BrokerPace.USUAL.answer(),
                        BrokerPace.USUAL.request(),
                        Duration.ZERO,
                        BrokerPace.USUAL.secrets(),
                        BrokerPace.USUAL.idle(),
                        Integer.MAX_VALUE));
    }

    /** A policy that names it. */
    public Policy policy() {
        return Brokers.policy(bootstrapServers());
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", bootstrapServers());
    }

    /** A topic whose partitions serve. */
    public void create(String topic, int partitions) {
        done(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all());
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        await("leaders of " + topic)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> admin.listOffsets(all).all().get().size() == partitions);
    }

    /** Result of what must not fail. */
    public static <T> T done(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A producer whose transaction stays open, as one whose process was killed. */
    public KafkaProducer<byte[], byte[]> begin(String id, String topic, int partition) {
        Map<String, Object> properties = new HashMap<>(client());
        properties.put("transactional.id", id);
        properties.put("transaction.timeout.ms", 600_000);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(producer);
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(
                new ProducerRecord<>(topic, partition, null, id.getBytes(StandardCharsets.UTF_8)));
        producer.flush();
        return producer;
    }

    /** The same, with what a snapshot would hold of it. */
    public Committable pending(String id, PartitionName partition) {
        begin(id, partition.topic(), partition.partition());
        TransactionDescription described = described(id);
        return new Committable(id, described.producerId(), described.producerEpoch());
    }

    TransactionDescription described(String id) {
        return done(admin.describeTransactions(List.of(id)).description(id));
    }

    /** Values that a reader of committed records gets from the start of a partition. */
    public List<String> committed(PartitionName partition) {
        Map<String, Object> properties = new HashMap<>(client());
        properties.put("isolation.level", "read_committed");
        TopicPartition all = new TopicPartition(partition.topic(), partition.partition());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(all));
            consumer.seekToBeginning(List.of(all));
            long end = consumer.endOffsets(List.of(all)).get(all);
            List<String> values = new java.util.ArrayList<>();
            while (consumer.position(all) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(
                                record ->
                                        values.add(
                                                new String(
                                                        record.value(), StandardCharsets.UTF_8)));
            }
            return values;
        }
    }

    @Override
    public void close() {
        producers.forEach(producer -> producer.close(Duration.ZERO));
        admin.close();
        broker.close();
    }
}
