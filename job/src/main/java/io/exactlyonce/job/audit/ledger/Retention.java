package io.exactlyonce.job.audit.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The audited partitions that lost records before they could be read. */
final class Retention {
    private final Set<Partition> truncated = new HashSet<>();

    /** A partition is read from this offset on; above 0, earlier records were deleted. */
    void begin(Partition partition, long firstOffset) {
        if (firstOffset > 0) {
            truncated.add(partition);
        }
    }

    /** Records after the last one observed were deleted before they could be read. */
    void gap(Partition partition, Stream<Trails> trails) {
        truncated.add(partition);
        trails.forEach(trail -> trail.gap(partition));
    }

    /**
     * Takes the next number of a sequence.
     *
     * @return whether the number fails to rise
     */
    boolean fails(Trails trails, Partition partition, long number) {
        return trails.fails(partition, number, truncated.contains(partition));
    }

    /** What the deleted records may have held of a sequence. */
    Excuse excuse(Trails trails) {
        return trails.excuse(truncated);
    }

    /** Numbers of the partitions, rising. */
    List<Integer> numbers() {
        return Partition.numbers(truncated);
    }
}
