package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.Finding.Kind;
import io.exactlyonce.job.audit.Stamp.Stamped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The lanes of one topic. Partitions may be read in any order; within a partition records must come
 * in the order of their offsets.
 *
 * <p>A repeat is a duplicate as soon as it is seen. A hole is a loss only below the {@linkplain
 * #setHorizon() horizon}: what lies above may still have been on its way when reading began. And
 * only if no deleted record can have held it (see {@link Trails}).
 *
 * <p>A sequence number is out of order if it follows a higher or equal one in every place it stands
 * in: so the second copy of a duplicate is not also a reordering, whichever copy is read first.
 */
final class LaneLedger {
    private static final int SAMPLES = 10;

    private final String topic;
    private final Map<Long, Lane> lanes = new HashMap<>();
    private final Set<Partition> partitions = new HashSet<>();
    private final Set<Partition> truncated = new HashSet<>();
    private final List<Finding> duplicates = new ArrayList<>();
    private final Map<Stamped, Finding> reorderings = new LinkedHashMap<>();
    private final Map<String, String> broken = new LinkedHashMap<>();
    private final List<String> foreign = new ArrayList<>();
    private long records;
    private long duplicatedCount;
    private long reorderedCount;
    private long brokenCount;
    private long foreignCount;

    private static final class Lane {
        final SequenceSet seen = new SequenceSet();
        final Trails trails = new Trails();
        final NumberSet reordered = new NumberSet();
        long horizon;
    }

    LaneLedger(String topic) {
        this.topic = topic;
    }

    /** A partition is read from this offset on; above 0, earlier records were deleted. */
    void begin(Partition partition, long firstOffset) {
        partitions.add(partition);
        if (firstOffset > 0) {
            truncated.add(partition);
        }
    }

    /** Records after the last one observed were deleted before they could be read. */
    void gap(Partition partition) {
        truncated.add(partition);
        lanes.values().forEach(lane -> lane.trails.gap(partition));
    }

    void observe(Partition partition, long offset, Stamp stamp) {
        records++;
        if (stamp instanceof Stamped stamped) {
            stamped(partition, offset, stamped);
        } else if (stamp instanceof Stamp.Broken reason) {
            brokenCount++;
            if (broken.size() < SAMPLES) {
                broken.put(partition.at(offset), reason.reason());
            }
        } else {
            foreignCount++;
            if (foreign.size() < SAMPLES) {
                foreign.add(partition.at(offset));
            }
        }
    }

    private void stamped(Partition partition, long offset, Stamped stamp) {
        Lane lane = lanes.computeIfAbsent(stamp.lane(), id -> new Lane());
        long sequence = stamp.sequence();
        boolean fails = lane.trails.fails(partition, sequence, truncated.contains(partition));
        if (lane.seen.add(sequence)) {
            if (fails) {
                lane.reordered.add(sequence);
                reorderedCount++;
                if (reorderings.size() < SAMPLES) {
                    reorderings.put(
                            stamp, Finding.ofLane(Kind.REORDERED, partition, offset, stamp));
                }
            }
            return;
        }
        duplicatedCount++;
        if (duplicates.size() < SAMPLES) {
            duplicates.add(Finding.ofLane(Kind.DUPLICATED, partition, offset, stamp));
        }
        if (!fails && lane.reordered.contains(sequence)) {
            lane.reordered.remove(sequence);
            reorderedCount--;
            reorderings.remove(stamp);
        }
    }

    /** From now on, holes below the highest number seen of each lane count. */
    void setHorizon() {
        lanes.values().forEach(lane -> lane.horizon = lane.seen.end());
    }

    boolean hasHoles() {
        return lanes.values().stream().anyMatch(lane -> lost(lane) > 0);
    }

    private List<Range> readable(Lane lane) {
        return new Range(0, lane.horizon).without(lane.trails.unreadable(truncated));
    }

    private long lost(Lane lane) {
        if (lane.seen.missing(new Range(0, lane.horizon)) == 0) {
            return 0;
        }
        return readable(lane).stream().mapToLong(lane.seen::missing).sum();
    }

    /** How many stamped records were seen. */
    long judged() {
        return records - foreignCount - brokenCount;
    }

    List<List<Finding>> findings() {
        return List.of(losses(), duplicates, List.copyOf(reorderings.values()));
    }

    private List<Finding> losses() {
        List<Finding> losses = new ArrayList<>();
        for (Map.Entry<Long, Lane> entry : new TreeMap<>(lanes).entrySet()) {
            Lane lane = entry.getValue();
            if (lost(lane) > 0 && losses.size() < SAMPLES) {
                readable(lane).stream()
                        .flatMap(range -> lane.seen.holes(range, SAMPLES).stream())
                        .limit(SAMPLES - losses.size())
                        .forEach(hole -> losses.add(Finding.lost(topic, entry.getKey(), hole)));
            }
        }
        return losses;
    }

    TopicReport report() {
        long lost = 0;
        long missing = 0;
        for (Lane lane : lanes.values()) {
            lost = Saturating.add(lost, lost(lane));
            missing = Saturating.add(missing, lane.seen.missing(new Range(0, lane.horizon)));
        }
        return new TopicReport(
                topic,
                partitions.size(),
                truncatedPartitions(),
                records,
                lanes.size(),
                lost,
                duplicatedCount,
                reorderedCount,
                foreignCount,
                brokenCount,
                missing - lost,
                List.copyOf(foreign),
                Collections.unmodifiableMap(new LinkedHashMap<>(broken)));
    }

    private List<Integer> truncatedPartitions() {
        Set<Integer> numbers = new TreeSet<>();
        truncated.forEach(partition -> numbers.add(partition.number()));
        return List.copyOf(numbers);
    }
}
