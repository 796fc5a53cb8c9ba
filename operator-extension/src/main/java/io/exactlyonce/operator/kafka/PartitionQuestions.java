package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where partitions end.
 *
 * @param session of the policy
 */
record PartitionQuestions(BrokerSession session) {
    /** Topics that a message names. */
    private static final int NAMED = 5;

    /**
     * Both ends; partitions that do not exist are absent. The high watermark comes first: records
     * that are committed in between make the difference smaller, so what is shown as a lag is one.
     */
    Map<PartitionName, PartitionEnd> ends(Set<PartitionName> partitions) {
        Map<TopicPartition, PartitionName> existing = existing(partitions);
        if (existing.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Long> high = ends(existing.keySet(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> stable = ends(existing.keySet(), IsolationLevel.READ_COMMITTED);
        Map<PartitionName, PartitionEnd> ends = new HashMap<>();
        existing.forEach(
                (partition, name) -> {
                    long offset = stable.getOrDefault(partition, 0L);
                    ends.put(
                            name,
                            new PartitionEnd(
                                    Math.max(high.getOrDefault(partition, 0L), offset), offset));
                });
        return Map.copyOf(ends);
    }

    /** Producers with an open transaction; partitions that do not exist are absent. */
    Map<PartitionName, List<OpenProducer>> producers(Set<PartitionName> partitions) {
        Map<TopicPartition, PartitionName> existing = existing(partitions);
        if (existing.isEmpty()) {
            return Map.of();
        }
        Question question = question("READ", existing.keySet());
        Map<TopicPartition, DescribeProducersResult.PartitionProducerState> told =
                session.ask(question, admin -> admin.describeProducers(existing.keySet()).all());
        return told.entrySet().stream()
                .filter(entry -> existing.containsKey(entry.getKey()))
                .collect(
                        Collectors.toMap(
                                entry -> name(entry.getKey()),
                                entry -> open(entry.getValue().activeProducers())));
    }

    private static PartitionName name(TopicPartition partition) {
        return new PartitionName(partition.topic(), partition.partition());
    }

    private static List<OpenProducer> open(List<ProducerState> producers) {
        return producers.stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(
                        producer ->
                                new OpenProducer(
                                        producer.producerId(),
                                        producer.producerEpoch(),
                                        producer.coordinatorEpoch().orElse(-1),
                                        producer.currentTransactionStartOffset().getAsLong(),
                                        Instant.ofEpochMilli(producer.lastTimestamp())))
                .toList();
    }

    /** The client would look for a topic that is not there until its time is up. */
    private Map<TopicPartition, PartitionName> existing(Set<PartitionName> partitions) {
        Set<String> topics =
                partitions.stream().map(PartitionName::topic).collect(Collectors.toSet());
        if (topics.isEmpty()) {
            return Map.of();
        }
        Map<String, TopicDescription> described =
                session.askEach(
                        question("DESCRIBE", List.copyOf(topics)),
                        admin -> admin.describeTopics(topics).topicNameValues(),
                        UnknownTopicOrPartitionException.class::isInstance);
        return partitions.stream()
                .filter(partition -> exists(partition, described))
                .collect(
                        Collectors.toMap(
                                partition ->
                                        new TopicPartition(
                                                partition.topic(), partition.partition()),
                                Function.identity()));
    }

    private static boolean exists(
            PartitionName partition, Map<String, TopicDescription> described) {
        TopicDescription topic = described.get(partition.topic());
        return topic != null && partition.partition() < topic.partitions().size();
    }

    private Map<TopicPartition, Long> ends(
            Set<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(), partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> offsets =
                session.ask(
                        question("DESCRIBE", partitions),
                        admin ->
                                admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all());
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static Question question(String operation, Set<TopicPartition> partitions) {
        return question(
                operation, partitions.stream().map(TopicPartition::topic).distinct().toList());
    }

    private static Question question(String operation, Collection<String> topics) {
        int others = topics.size() - NAMED;
        return new Question(
                "the state of partitions",
                operation
                        + " Topic "
                        + topics.stream().sorted().limit(NAMED).collect(Collectors.joining(", "))
                        + (others > 0 ? " and " + others + " more" : ""));
    }
}
