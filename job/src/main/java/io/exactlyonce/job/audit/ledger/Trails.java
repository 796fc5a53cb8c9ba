package io.exactlyonce.job.audit.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where one rising sequence went, partition by partition. Because it rises in each partition, the
 * records of a partition that were deleted before they could be read can only have held numbers
 * between the last one seen before them and the first one seen after.
 */
final class Trails {
    private static final long CLOSED = -1;

    private final Map<Partition, Trail> trails = new HashMap<>();

    private static final class Trail {
        long last = -1;
        long openFrom = CLOSED;
        final List<Range> unreadable = new ArrayList<>(0);
    }

    /**
     * Takes the next number read from a partition.
     *
     * @param truncated whether records of this partition were deleted before they could be read
     * @return whether the number fails to rise
     */
    boolean fails(Partition partition, long number, boolean truncated) {
        Trail trail = trails.get(partition);
        if (trail == null) {
            trail = new Trail();
            trail.openFrom = truncated ? 0 : CLOSED;
            trails.put(partition, trail);
        }
        if (trail.openFrom != CLOSED) {
            if (number > trail.openFrom) {
                trail.unreadable.add(new Range(trail.openFrom, number));
            }
            trail.openFrom = CLOSED;
        }
        boolean fails = number <= trail.last;
        trail.last = number;
        return fails;
    }

    /** Records of this partition were deleted between the last one read and the next one. */
    void gap(Partition partition) {
        Trail trail = trails.get(partition);
        if (trail != null && trail.openFrom == CLOSED) {
            trail.openFrom = trail.last + 1;
        }
    }

    /** What the deleted records of the truncated partitions may have held. */
    Excuse excuse(Set<Partition> truncated) {
        List<Range> bounded = new ArrayList<>();
        SortedMap<Partition, Range> endless = new TreeMap<>();
        for (Partition partition : truncated) {
            Trail trail = trails.get(partition);
            if (trail == null) {
                endless.put(partition, Range.ALL);
            } else {
                bounded.addAll(trail.unreadable);
                if (trail.openFrom != CLOSED) {
                    endless.put(partition, new Range(trail.openFrom, Long.MAX_VALUE));
                }
            }
        }
        return new Excuse(bounded, endless);
    }
}
