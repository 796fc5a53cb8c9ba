package io.exactlyonce.sandbox.verdict;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its start to where its log ended when reading began. */
public final class CommittedTopic {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STUCK = Duration.ofSeconds(10);

    private final String bootstrapServers;
    private final Admin admin;

    /**
     * @param admin a client to the same brokers; stays open
     */
    public CommittedTopic(String bootstrapServers, Admin admin) {
        this.bootstrapServers = bootstrapServers;
        this.admin = admin;
    }

    /**
     * Hands every record to the consumer, partition by partition in the order of offsets.
     *
     * @param isolation with {@code READ_COMMITTED}, an open transaction hides all that follows it
     * @return partitions that could not be read to the end of their log
     */
    public int read(
            String topic, IsolationLevel isolation, Consumer<ConsumerRecord<byte[], byte[]>> each)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> ends = ends(topic);
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        isolation.toString(),
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        5000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long lastProgress = System.nanoTime();
            Map<TopicPartition, Long> left = new HashMap<>(ends);
            long position = -1;
            while (!left.isEmpty() && System.nanoTime() - lastProgress < STUCK.toNanos()) {
                consumer.poll(POLL).forEach(each);
                left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
                long now = ends.keySet().stream().mapToLong(consumer::position).sum();
                if (now != position) {
                    position = now;
                    lastProgress = System.nanoTime();
                }
            }
            return left.size();
        }
    }

    private Map<TopicPartition, Long> ends(String topic)
            throws InterruptedException, ExecutionException {
        List<TopicPartition> partitions =
                admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                        .flatMap(found -> found.partitions().stream())
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        return admin
                .listOffsets(
                        partitions.stream()
                                .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())),
                        new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }
}
