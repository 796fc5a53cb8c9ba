package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.AuditException.Incomplete;
import io.exactlyonce.job.audit.AuditException.WrongUse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What an audit asks the brokers, with every error turned into one line for the user. */
final class Cluster {
    private final Admin admin;
    private final AuditOptions options;
    private final Map<String, Uuid> ids = new HashMap<>();

    Cluster(Admin admin, AuditOptions options) {
        this.admin = admin;
        this.options = options;
    }

    /** Refuses a topic whose records compaction may delete. */
    void refuseCompacted(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        boolean compacted =
                await(
                                admin.describeConfigs(List.of(resource)).all(),
                                "read the cleanup.policy of " + topic + " (DESCRIBE_CONFIGS)",
                                topic)
                        .values()
                        .stream()
                        .map(config -> config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value())
                        .anyMatch(policy -> policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT));
        if (compacted) {
            throw new WrongUse(
                    "topic '"
                            + topic
                            + "' is compacted: compaction deletes records, so a hole would prove"
                            + " nothing; audit topics with cleanup.policy=delete");
        }
    }

    /**
     * First offsets and (uncommitted) ends of all partitions, as of now.
     *
     * @throws Incomplete if a topic is not the one that was seen first under its name
     */
    Map<TopicPartition, TopicReader.Span> spans(Collection<String> topics) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        for (TopicPartition partition : partitions(topics)) {
            latest.put(partition, OffsetSpec.latest());
            earliest.put(partition, OffsetSpec.earliest());
        }
        // Ends first: what is deleted in between only raises the beginnings.
        Map<TopicPartition, Long> ends = offsets(latest);
        Map<TopicPartition, Long> beginnings = offsets(earliest);
        Map<TopicPartition, TopicReader.Span> spans = new HashMap<>();
        ends.forEach(
                (partition, end) ->
                        spans.put(
                                partition,
                                TopicReader.Span.of(beginnings.getOrDefault(partition, 0L), end)));
        return spans;
    }

    /** Fails unless the topics are there, and still those that were seen first. */
    void requireSame(Collection<String> topics) {
        partitions(topics);
    }

    private List<TopicPartition> partitions(Collection<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            TopicDescription description = describe(topic);
            Uuid known = ids.putIfAbsent(topic, description.topicId());
            if (known != null && !known.equals(description.topicId())) {
                throw new Incomplete(
                        "topic '"
                                + topic
                                + "' was deleted and created anew while it was audited: what was"
                                + " read before is gone; start the audit again");
            }
            description
                    .partitions()
                    .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        return partitions;
    }

    private TopicDescription describe(String topic) {
        Map<String, TopicDescription> descriptions =
                await(
                        admin.describeTopics(List.of(topic)).allTopicNames(),
                        "describe " + topic + " (DESCRIBE)",
                        topic);
        return descriptions.values().iterator().next();
    }

    private Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> specs) {
        ListOffsetsOptions uncommitted = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listOffsets(specs, uncommitted).all(), "list offsets (DESCRIBE)", "")
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** Committed offsets of a group in one topic, by partition; empty where it has none. */
    Map<Integer, Long> groupOffsets(String group, String topic) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                        "read the offsets of group " + group + " (DESCRIBE)",
                        topic);
        Map<Integer, Long> offsets = new HashMap<>();
        committed.forEach(
                (partition, offset) -> {
                    if (partition.topic().equals(topic) && offset != null) {
                        offsets.put(partition.partition(), offset.offset());
                    }
                });
        return offsets;
    }

    private <T> T await(KafkaFuture<T> future, String action, String topic) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw translated(e.getCause() == null ? e : e.getCause(), action, topic);
        }
    }

    private AuditException translated(Throwable cause, String action, String topic) {
        if (cause instanceof UnknownTopicOrPartitionException
                || cause instanceof InvalidTopicException) {
            if (topic.isEmpty() || ids.containsKey(topic)) {
                return new Incomplete(
                        (topic.isEmpty() ? "an audited topic" : "topic '" + topic + "'")
                                + " was deleted while it was audited");
            }
            return new WrongUse(
                    "topic '"
                            + topic
                            + "' does not exist on "
                            + options.bootstrapServers()
                            + ": check the name");
        }
        if (cause instanceof AuthorizationException) {
            return new Incomplete("not allowed to " + action + ": grant it to this user");
        }
        return failure(cause, options);
    }

    /** A client error as one line. */
    static Incomplete failure(Throwable cause, AuditOptions options) {
        String broker = "broker at " + options.bootstrapServers();
        if (cause instanceof TimeoutException) {
            return new Incomplete(
                    broker
                            + " did not answer within "
                            + options.timeout().toSeconds()
                            + " s: check address and listener, or raise --timeout");
        }
        if (cause instanceof AuthenticationException) {
            return new Incomplete(
                    broker
                            + " refused the credentials: "
                            + cause.getMessage()
                            + "; check --command-config");
        }
        String message = String.valueOf(cause.getMessage()).replace('\n', ' ');
        return new Incomplete(
                broker + " failed: " + cause.getClass().getSimpleName() + ": " + message);
    }
}
