package io.exactlyonce.job.audit.ledger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records whose headers are unusable: how many, and what is wrong with the first ones. */
final class BrokenHeaders {
    private static final int SAMPLES = 10;

    private final Map<String, String> samples = new LinkedHashMap<>();
    private long count;

    void add(Partition partition, long offset, String reason) {
        count++;
        if (samples.size() < SAMPLES) {
            samples.put(partition.at(offset), reason);
        }
    }

    long count() {
        return count;
    }

    /** Reasons by position. */
    Map<String, String> samples() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(samples));
    }
}
