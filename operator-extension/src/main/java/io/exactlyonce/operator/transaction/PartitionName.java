package io.exactlyonce.operator.transaction;

/**
 * A partition of a topic.
 *
 * @param topic name of the topic
 * @param partition from 0
 */
public record PartitionName(String topic, int partition) implements Comparable<PartitionName> {
    @Override
    public int compareTo(PartitionName other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
