package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.port.UnavailableException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topic that holds every transaction. The leader of a partition is the coordinator of the
 * transactional ids that hash to it; brokers leave out of a listing what nobody leads, without a
 * word, and a transaction that is not listed looks like one that hangs.
 *
 * @param session of the policy
 */
record TransactionStateTopic(BrokerSession session) {
    static final String NAME = "__transaction_state";

    /** Who may not ask finds out from {@link Failures#isDenied}. */
    TopicDescription describe() {
        return session.ask(
                new Question("the topic " + NAME, "DESCRIBE Topic " + NAME),
                admin -> admin.describeTopics(Set.of(NAME)).topicNameValues().get(NAME));
    }

    /**
     * The broker that leads each partition; empty before the first transaction, when there is no
     * topic.
     *
     * @throws UnavailableException if a partition has no leader: some transactions cannot be told
     *     of
     */
    Map<Integer, Integer> leaders() {
        TopicDescription topic;
        try {
            topic = describe();
        } catch (UnavailableException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Map.of();
            }
            throw e;
        }
        Map<Integer, Integer> leaders = new TreeMap<>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            leaders.put(
                    partition.partition(), leader(partition).orElseThrow(() -> none(partition)));
        }
        return leaders;
    }

    private static Optional<Integer> leader(TopicPartitionInfo partition) {
        return Optional.ofNullable(partition.leader())
                .filter(node -> !node.isEmpty())
                .map(Node::id);
    }

    private static UnavailableException none(TopicPartitionInfo partition) {
        return new UnavailableException(
                Reason.BROKER_REQUEST_FAILED,
                "Partition %d of %s has no leader, so nobody can tell of the transactions that it holds. Bring its brokers back"
                        .formatted(partition.partition(), NAME),
                null);
    }

    /** Leaders that changed while something was asked: the answer may lack what moved. */
    static UnavailableException moved() {
        return new UnavailableException(
                Reason.BROKER_REQUEST_FAILED,
                "Partitions of "
                        + NAME
                        + " got other leaders while they were asked. It is tried again",
                null);
    }
}
