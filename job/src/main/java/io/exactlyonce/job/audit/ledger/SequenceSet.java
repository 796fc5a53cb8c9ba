package io.exactlyonce.job.audit.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of one lane that were seen. Everything below {@link #next} is in; only what came
 * ahead of it is stored, so a lane in order costs nothing however long it is.
 */
final class SequenceSet {
    private final NumberSet ahead = new NumberSet();
    private long next;
    private long end;

    /** Adds a number; false if it was there. */
    boolean add(long number) {
        if (number < next) {
            return false;
        }
        if (number == next) {
            next++;
            while (!ahead.isEmpty() && ahead.contains(next)) {
                ahead.remove(next);
                next++;
            }
        } else if (!ahead.add(number)) {
            return false;
        }
        end = Math.max(end, number + 1);
        return true;
    }

    /** One above the largest number seen. */
    long end() {
        return end;
    }

    /** How many numbers of the range were not seen. */
    long missing(Range range) {
        long from = Math.max(range.from(), next);
        return from >= range.to()
                ? 0
                : range.to() - from - ahead.count(new Range(from, range.to()));
    }

    /** The first holes in the range. */
    List<Range> holes(Range range, int limit) {
        List<Range> holes = new ArrayList<>();
        long from = Math.max(range.from(), next);
        while (from < range.to() && holes.size() < limit) {
            long start = ahead.nextAbsent(from, range.to());
            long stop = Math.min(ahead.nextMember(start), range.to());
            if (start < stop) {
                holes.add(new Range(start, stop));
            }
            from = Math.max(stop, start + 1);
        }
        return holes;
    }
}
