package io.exactlyonce.job.config;

/** Where a first start, one without state, begins to read. */
public enum StartFrom {
    EARLIEST,
    LATEST,
    TIMESTAMP,
    /**
     * The committed offsets of the consumer group, the earliest where there are none. They trail
     * the state of the job: a start without state from them repeats what the final savepoint held.
     */
    GROUP_OFFSETS;

    /** As it is written in a configuration: {@code group-offsets}. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
