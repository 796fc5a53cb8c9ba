package io.exactlyonce.job.audit.ledger;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is missing.
 *
 * @param lost numbers that nothing explains
 * @param unproven numbers that only an endless excuse explains
 * @param explained numbers that a bounded stretch of deleted records may have held
 * @param hiding the partitions of the endless excuses
 */
record Shortfall(long lost, long unproven, long explained, SortedSet<Partition> hiding) {
    static final Shortfall NONE = new Shortfall(0, 0, 0, Collections.emptySortedSet());

    boolean unexplained() {
        return lost > 0 || unproven > 0;
    }

    /** How many are lost; null if it may be none or some. */
    @Nullable Long lostIfKnown() {
        return lost == 0 && unproven > 0 ? null : Long.valueOf(lost);
    }

    /** As many of the lost are only unproven as records may stand for that do not say. */
    Shortfall withhold(long records) {
        long doubtful = Math.min(lost, records);
        return new Shortfall(lost - doubtful, unproven + doubtful, explained, hiding);
    }

    Shortfall plus(Shortfall other) {
        SortedSet<Partition> both = new TreeSet<>(hiding);
        both.addAll(other.hiding);
        return new Shortfall(
                plus(lost, other.lost),
                plus(unproven, other.unproven),
                plus(explained, other.explained),
                both);
    }

    /** Stays at the largest number: a forged sequence number must not turn a loss negative. */
    private static long plus(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
