package io.exactlyonce.operator.ledger;

import java.util.Comparator;
import java.util.List;

/**
 * Partitions whose careful readers wait for longer than checkpoints explain.
 *
 * @param worst those that have been held for longest, at most {@value #SHOWN}
 * @param count of all of them
 */
public record Stalled(List<StalledPartition> worst, int count) {
    /** How many are kept one by one: whoever mends these mends the others, which are held alike. */
    public static final int SHOWN = 20;

    /** There is none. */
    public static final Stalled NONE = new Stalled(List.of(), 0);

    /** Copies, sorts and shortens the list. */
    public Stalled {
        count = Math.max(count, worst.size());
        worst =
                worst.stream()
                        .sorted(
                                Comparator.comparing(StalledPartition::openSince)
                                        .thenComparing(
                                                StalledPartition::lag, Comparator.reverseOrder())
                                        .thenComparing(StalledPartition::topic)
                                        .thenComparingInt(StalledPartition::partition))
                        .limit(SHOWN)
                        .toList();
    }

    /** The worst of some. */
    public static Stalled of(List<StalledPartition> all) {
        return new Stalled(all, all.size());
    }
}
