package io.exactlyonce.job.audit.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Where missing numbers of one rising sequence may have gone without being lost: into records that
 * were deleted before they could be read.
 *
 * @param bounded what is known to end: a number of the sequence was read after the deleted records
 * @param endless partitions that show no number after their deleted records, so that these may have
 *     held any number of the range. Such a partition proves nothing: it may never have held one
 */
record Excuse(List<Range> bounded, SortedMap<Partition, Range> endless) {
    /** Parts of the range in which a missing number is lost for certain. */
    List<Range> provable(Range range) {
        List<Range> all = new ArrayList<>(bounded);
        all.addAll(endless.values());
        return range.without(all);
    }

    /** Parts of the range that only an endless excuse covers: missing there is neither. */
    List<Range> unprovable(Range range) {
        List<Range> covered = new ArrayList<>(bounded);
        covered.addAll(provable(range));
        return range.without(covered);
    }

    /** Counts what is missing in the range, given how many numbers miss in a part of it. */
    Shortfall shortfall(Range range, ToLongFunction<Range> missing) {
        long lost = provable(range).stream().mapToLong(missing).sum();
        long unproven = unprovable(range).stream().mapToLong(missing).sum();
        return new Shortfall(
                lost,
                unproven,
                missing.applyAsLong(range) - lost - unproven,
                unproven == 0 ? Collections.emptySortedSet() : new TreeSet<>(endless.keySet()));
    }
}
