package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
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

    /** Producers with an open transaction, as the leader of each partition knows them. */
    Map<PartitionName, List<OpenProducer>> producers(Set<PartitionName> partitions) {
        Map<TopicPartition, PartitionName> existing = existing(partitions);
        if (existing.isEmpty()) {
            return Map.of();
        }
        Set<String> topics =
                existing.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Map<TopicPartition, DescribeProducersResult.PartitionProducerState> states =
                session.ask(
                        new Question(
                                "the producers of partitions",
                                "READ Topic "
                                        + topics.stream()
                                                .sorted()
                                                .collect(Collectors.joining(", "))),
                        admin -> admin.describeProducers(existing.keySet()).all());
        Map<PartitionName, List<OpenProducer>> producers = new HashMap<>();
        existing.forEach(
                (partition, name) ->
                        Optional.ofNullable(states.get(partition))
                                .ifPresent(state -> producers.put(name, open(state))));
        return Map.copyOf(producers);
    }

    private static List<OpenProducer> open(DescribeProducersResult.PartitionProducerState state) {
        return state.activeProducers().stream()
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
                        question(topics),
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
        Set<String> topics =
                partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> offsets =
                session.ask(
                        question(topics),
                        admin ->
                                admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all());
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static Question question(Set<String> topics) {
        return new Question(
                "the ends of partitions",
                "DESCRIBE Topic " + topics.stream().sorted().collect(Collectors.joining(", ")));
    }
}
