package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    private record Topic(String name, long lag, Duration stalled) {}

    /** What follows from where partitions end now; those that are not named are forgotten. */
    synchronized List<Sample> samples(Map<PartitionName, PartitionEnd> ends, Instant now) {
        Map<PartitionName, Held> held = new HashMap<>();
        Map<String, List<PartitionName>> topics = new TreeMap<>();
        ends.forEach(
                (partition, end) -> {
                    topics.computeIfAbsent(partition.topic(), same -> new ArrayList<>())
                            .add(partition);
                    if (end.lag() > 0) {
                        Held before = partitions.get(partition);
                        boolean same = before != null && before.offset() == end.lastStableOffset();
                        held.put(partition, same ? before : new Held(end.lastStableOffset(), now));
                    }
                });
        partitions = held;
        return topics.entrySet().stream()
                .map(topic -> topic(topic.getKey(), topic.getValue(), ends, now))
                .sorted(Comparator.comparingLong(Topic::lag).reversed())
                .limit(MOST_TOPICS)
                .flatMap(topic -> samples(topic).stream())
                .toList();
    }

    private Topic topic(
            String name,
            List<PartitionName> of,
            Map<PartitionName, PartitionEnd> ends,
            Instant now) {
        return new Topic(
                name,
                of.stream().mapToLong(partition -> ends.get(partition).lag()).sum(),
                of.stream()
                        .filter(partitions::containsKey)
                        .map(partition -> Duration.between(partitions.get(partition).since(), now))
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO));
    }

    private static List<Sample> samples(Topic topic) {
        return List.of(
                Sample.of(Metric.LAG, topic.lag(), topic.name()),
                Sample.of(Metric.STALLED, Sample.seconds(topic.stalled()), topic.name()));
    }
}
