package io.exactlyonce.job.audit.ledger;

import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.longlong.PeekableLongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * A compressed set of numbers from 0 to {@code Long.MAX_VALUE - 1}: unbroken stretches cost a few
 * bytes for each 65,536 numbers, any other pattern one bit a number at most.
 */
final class NumberSet {
    /**
     * How many additions may pass before stretches are compressed again: 8 KiB at most are idle.
     */
    private static final int COMPRESS_EVERY = 65_536;

    private final Roaring64Bitmap members;
    private int additions;

    NumberSet() {
        this(new Roaring64Bitmap());
    }

    private NumberSet(Roaring64Bitmap members) {
        this.members = members;
    }

    /** Adds a number; false if it was there. */
    boolean add(long number) {
        if (members.contains(number)) {
            return false;
        }
        members.addLong(number);
        if (++additions % COMPRESS_EVERY == 0) {
            members.runOptimize();
        }
        return true;
    }

    void remove(long number) {
        members.removeLong(number);
    }

    boolean contains(long number) {
        return members.contains(number);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** One above the largest member; 0 when there is none. */
    long end() {
        return members.isEmpty() ? 0 : members.last() + 1;
    }

    /** The last member below a number, else -1. */
    long lastMemberBelow(long number) {
        long count = below(number);
        return count == 0 ? -1 : members.select(count - 1);
    }

    /** How many members lie in the range. */
    long count(Range range) {
        return range.from() >= range.to() ? 0 : below(range.to()) - below(range.from());
    }

    private long below(long number) {
        return number <= 0 || members.isEmpty() ? 0 : members.rankLong(number - 1);
    }

    /** The members that are not in the other set. */
    NumberSet without(NumberSet other) {
        return new NumberSet(Roaring64Bitmap.andNot(members, other.members));
    }

    /** The first stretches of members in the range. */
    List<Range> stretches(Range range, int limit) {
        List<Range> found = new ArrayList<>();
        long from = nextMember(range.from());
        while (from < range.to() && found.size() < limit) {
            long to = Math.min(nextAbsent(from, range.to()), range.to());
            found.add(new Range(from, to));
            from = nextMember(to);
        }
        return found;
    }

    /** The first member at or above a number, else {@link Long#MAX_VALUE}. */
    long nextMember(long from) {
        PeekableLongIterator iterator = members.getLongIteratorFrom(from);
        return iterator.hasNext() ? iterator.next() : Long.MAX_VALUE;
    }

    /** The first number in {@code [from, to)} that is no member, else {@code to}. */
    long nextAbsent(long from, long to) {
        // Bisection on the rank: a stretch of a billion members is crossed in 60 steps.
        long before = below(from);
        long low = from;
        long high = to;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (below(middle + 1) - before == middle + 1 - from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
