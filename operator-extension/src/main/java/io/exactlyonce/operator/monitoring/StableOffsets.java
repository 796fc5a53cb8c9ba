package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far read_committed consumers are behind, and for how long nothing has moved for them. A lag
 * alone is no stall: while a job runs, some transaction is always open.
 */
final class StableOffsets {
    /** A deployment that writes to more topics shows those whose readers wait for most. */
    static final int MOST_TOPICS = 50;

    private Map<PartitionName, Held> partitions = Map.of();

    /**
     * A partition with records behind its last stable offset.
     *
     * @param since when the offset was first seen where it is
     */
    private record Held(long offset, Instant since) {}

    /**
     * A topic, or one of its partitions.
     *
     * @param lag records that wait, of all partitions
     * @param stalled for how long nothing has moved, of the slowest partition
     */
    private record Seen(String topic, long lag, Duration stalled) {
        Seen and(Seen other) {
            boolean slower = other.stalled.compareTo(stalled) > 0;
            return new Seen(topic, lag + other.lag, slower ? other.stalled : stalled);
        }
    }

    /** What follows from where partitions end now; those that are not named are forgotten. */
    synchronized List<Sample> samples(Map<PartitionName, PartitionEnd> ends, Instant now) {
        Map<PartitionName, Held> held = new HashMap<>();
        Map<String, Seen> topics = new TreeMap<>();
        ends.forEach(
                (partition, end) -> {
                    Instant since = end.lag() > 0 ? since(partition, end, now) : now;
                    if (end.lag() > 0) {
                        held.put(partition, new Held(end.lastStableOffset(), since));
                    }
                    topics.merge(
                            partition.topic(),
                            new Seen(partition.topic(), end.lag(), Duration.between(since, now)),
                            Seen::and);
                });
        partitions = held;
        return topics.values().stream()
                .sorted(Comparator.comparingLong(Seen::lag).reversed())
                .limit(MOST_TOPICS)
                .flatMap(topic -> samples(topic).stream())
                .toList();
    }

    /** Since when the offsets of partitions have been where they are; only of those that lag. */
    synchronized Map<PartitionName, Instant> since() {
        Map<PartitionName, Instant> since = new HashMap<>();
        partitions.forEach((partition, held) -> since.put(partition, held.since()));
        return since;
    }

    /** Partitions that lagged at the last look, and end where they ended then. */
    synchronized Set<PartitionName> unmoved(Map<PartitionName, PartitionEnd> ends) {
        return partitions.entrySet().stream()
                .filter(entry -> isUnmoved(entry.getValue(), ends.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isUnmoved(Held before, @Nullable PartitionEnd end) {
        return end != null && end.lag() > 0 && before.offset() == end.lastStableOffset();
    }

    private Instant since(PartitionName partition, PartitionEnd end, Instant now) {
        Held before = partitions.get(partition);
        return before != null && before.offset() == end.lastStableOffset() ? before.since() : now;
    }

    private static List<Sample> samples(Seen topic) {
        return List.of(
                Sample.of(Metric.LAG, topic.lag(), topic.topic()),
                Sample.of(Metric.STALLED, Sample.seconds(topic.stalled()), topic.topic()));
    }
}
