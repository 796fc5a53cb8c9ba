package io.exactlyonce.job.audit.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Numbers of a sequence from {@code from} up to, but without, {@code to}.
 *
 * @param to {@link Long#MAX_VALUE} for no end
 */
record Range(long from, long to) {
    static final Range ALL = new Range(0, Long.MAX_VALUE);

    /** What of this range lies in none of the holes, in order. */
    List<Range> without(Collection<Range> holes) {
        List<Range> rest = new ArrayList<>();
        long start = from;
        for (Range hole : holes.stream().sorted(Comparator.comparingLong(Range::from)).toList()) {
            if (start < Math.min(hole.from, to)) {
                rest.add(new Range(start, Math.min(hole.from, to)));
            }
            start = Math.max(start, hole.to);
        }
        if (start < to) {
            rest.add(new Range(start, to));
        }
        return rest;
    }
}
