package io.exactlyonce.job.audit;

/** One partition of a topic. */
record Partition(String topic, int number) {
    /** The place of a record, as it is shown and as {@code eo-origin} writes it. */
    String at(long offset) {
        return this + "/" + offset;
    }

    @Override
    public String toString() {
        return topic + "/" + number;
    }
}
