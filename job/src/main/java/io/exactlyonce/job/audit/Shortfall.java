package io.exactlyonce.job.audit;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is missing and not explained by a bounded stretch of deleted records.
 *
 * @param lost numbers that nothing explains
 * @param unproven numbers that only an endless excuse explains
 * @param hiding the partitions of these excuses
 */
record Shortfall(long lost, long unproven, SortedSet<Partition> hiding) {
    static final Shortfall NONE = new Shortfall(0, 0, Collections.emptySortedSet());

    boolean any() {
        return lost > 0 || unproven > 0;
    }

    /** How many are lost; null if it may be none or some. */
    @Nullable Long lostIfKnown() {
        return lost == 0 && unproven > 0 ? null : Long.valueOf(lost);
    }

    /** As many of the lost are only unproven as records may stand for that do not say. */
    Shortfall withhold(long records) {
        long doubtful = Math.min(lost, records);
        return new Shortfall(lost - doubtful, unproven + doubtful, hiding);
    }

    Shortfall plus(Shortfall other) {
        SortedSet<Partition> both = new TreeSet<>(hiding);
        both.addAll(other.hiding);
        return new Shortfall(
                Saturating.add(lost, other.lost), Saturating.add(unproven, other.unproven), both);
    }
}
