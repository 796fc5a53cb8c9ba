package io.exactlyonce.job.audit.ledger;

import java.util.Collection;
import java.util.List;

/** One partition of a topic. */
public record Partition(String topic, int number) implements Comparable<Partition> {
    /** The place of a record, as it is shown and as {@code eo-origin} writes it. */
    public String at(long offset) {
        return this + "/" + offset;
    }

    /** Numbers of partitions of one topic, rising. */
    static List<Integer> numbers(Collection<Partition> partitions) {
        return partitions.stream().map(Partition::number).sorted().toList();
    }

    @Override
    public int compareTo(Partition other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic == 0 ? Integer.compare(number, other.number) : byTopic;
    }

    @Override
    public String toString() {
        return topic + "/" + number;
    }
}
