package io.exactlyonce.examples;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker in a process of its own, and what the tests ask of it. */
final class TestKafka implements AutoCloseable {
    private static final Path MODULE = Path.of("../../sandbox/kafka/target");
    private static final int PARTITIONS = 2;
    private static final String READY = "READY ";

    private final Process broker;
    private final String bootstrapServers;

    private TestKafka(Process broker, String bootstrapServers) {
        this.broker = broker;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts a broker and creates topics. */
    static TestKafka start(Path folder, String... topics) throws Exception {
        String classpath =
                MODULE.resolve("classes")
                        + File.pathSeparator
                        + Files.readString(MODULE.resolve("classpath")).strip();
        Process broker =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classpath,
                                "io.exactlyonce.sandbox.kafka.KafkaBroker",
                                folder.toString(),
                                "0")
                        .redirectError(folder.resolveSibling("kafka.err").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroyForcibly));
        BufferedReader lines = broker.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                TestKafka kafka = new TestKafka(broker, line.substring(READY.length()));
                kafka.create(topics);
                return kafka;
            }
        }
        throw new IllegalStateException(Files.readString(folder.resolveSibling("kafka.err")));
    }

    private void create(String... topics) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(
                            Stream.of(topics)
                                    .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                                    .toList())
                    .all()
                    .get();
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Sends an order of each amount, in one transaction that is committed or aborted. */
    void sendOrders(int from, int to, boolean commit) throws Exception {
        Map<String, Object> properties = client();
        properties.put("transactional.id", "shop");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int amount = from; amount < to; amount++) {
                String customer = "c" + amount % 7;
                String order = "{\"customer\":\"%s\",\"amount\":%d.00}".formatted(customer, amount);
                sent.add(producer.send(new ProducerRecord<>("orders", customer, order)));
            }
            producer.flush();
            for (Future<RecordMetadata> acknowledged : sent) {
                acknowledged.get();
            }
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    /** All committed records up to the last stable offset. */
    List<ConsumerRecord<String, String>> committed(String topic) {
        Map<String, Object> properties = client();
        properties.put("isolation.level", "read_committed");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new StringDeserializer())) {
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

    /** Every transactional id that the broker knows. */
    Set<String> transactionalIds() throws Exception {
        return transactionalIds(new ListTransactionsOptions());
    }

    /** Those whose transaction is neither committed nor aborted. */
    Set<String> openTransactions() throws Exception {
        return transactionalIds(
                new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING)));
    }

    private Set<String> transactionalIds(ListTransactionsOptions filter) throws Exception {
        try (Admin admin = Admin.create(client())) {
            Set<String> ids = new TreeSet<>();
            for (TransactionListing transaction : admin.listTransactions(filter).all().get()) {
                ids.add(transaction.transactionalId());
            }
            return ids;
        }
    }

    static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    static String origin(ConsumerRecord<String, String> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    private Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Kills the broker: its data is of no use any more. */
    @Override
    public void close() {
        broker.destroyForcibly().onExit().join();
    }
}
