package io.exactlyonce.job.check;

import java.util.Optional;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.ReadableConfig;

/** What does not endanger data but surprises whoever did not choose it. */
public final class StartWarnings {
    private static final String NONE = "NONE";

    private StartWarnings() {}

    /**
     * Nobody remembers the state of a job whose JobManager is gone.
     *
     * @param local whether the job runs in this very process, and ends with it
     */
    public static Optional<String> withoutHighAvailability(boolean local, ReadableConfig flink) {
        return !local && NONE.equalsIgnoreCase(flink.get(HighAvailabilityOptions.HA_MODE))
                ? Optional.of(
                        "high-availability.type is not set: when the JobManager restarts, the job"
                                + " begins without its state, where exactly-once.source.start-from"
                                + " says: committed results come twice, or input is skipped. Set"
                                + " it to kubernetes or zookeeper")
                : Optional.empty();
    }
}
