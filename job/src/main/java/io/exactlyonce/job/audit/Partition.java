package io.exactlyonce.job.audit;

/** One partition of a topic. */
record Partition(String topic, int number) implements Comparable<Partition> {
    /** The place of a record, as it is shown and as {@code eo-origin} writes it. */
    String at(long offset) {
        return this + "/" + offset;
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
