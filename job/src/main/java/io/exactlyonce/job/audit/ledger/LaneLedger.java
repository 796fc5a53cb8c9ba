package io.exactlyonce.job.audit.ledger;

import io.exactlyonce.job.audit.ledger.Stamp.Stamped;
import io.exactlyonce.job.audit.report.Finding;
import io.exactlyonce.job.audit.report.Finding.Kind;
import io.exactlyonce.job.audit.report.TopicReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

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
    private final Retention retention = new Retention();
    private final List<Finding> duplicates = new ArrayList<>();
    private final Map<Stamped, Finding> reorderings = new LinkedHashMap<>();
    private final BrokenHeaders broken = new BrokenHeaders();
    private final List<String> foreign = new ArrayList<>();
    private long records;
    private long duplicatedCount;
    private long reorderedCount;
    private long foreignCount;

    private static final class Lane {
        final SequenceSet seen = new SequenceSet();
        final Trails trails = new Trails();
        final NumberSet reordered = new NumberSet();
        long horizon;

        Range judged() {
            return new Range(0, horizon);
        }
    }

    LaneLedger(String topic) {
        this.topic = topic;
    }

    /** A partition is read from this offset on; above 0, earlier records were deleted. */
    void begin(Partition partition, long firstOffset) {
        partitions.add(partition);
        retention.begin(partition, firstOffset);
    }

    /** Records after the last one observed were deleted before they could be read. */
    void gap(Partition partition) {
        retention.gap(partition, lanes.values().stream().map(lane -> lane.trails));
    }

    void observe(Partition partition, long offset, Stamp stamp) {
        records++;
        if (stamp instanceof Stamped stamped) {
            stamped(partition, offset, stamped);
        } else if (stamp instanceof Stamp.Broken reason) {
            broken.add(partition, offset, reason.reason());
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
        boolean fails = retention.fails(lane.trails, partition, sequence);
        if (lane.seen.add(sequence)) {
            if (fails) {
                lane.reordered.add(sequence);
                reorderedCount++;
                if (reorderings.size() < SAMPLES) {
                    reorderings.put(stamp, seen(Kind.REORDERED, partition, offset, stamp));
                }
            }
            return;
        }
        duplicatedCount++;
        if (duplicates.size() < SAMPLES) {
            duplicates.add(seen(Kind.DUPLICATED, partition, offset, stamp));
        }
        if (!fails && lane.reordered.contains(sequence)) {
            lane.reordered.remove(sequence);
            reorderedCount--;
            reorderings.remove(stamp);
        }
    }

    private Finding seen(Kind kind, Partition partition, long offset, Stamped stamp) {
        long sequence = stamp.sequence();
        String lane = Stamp.laneText(stamp.lane());
        return Finding.ofLane(kind, topic, lane, sequence, sequence, partition.at(offset));
    }

    private Finding missing(Kind kind, long lane, Range hole) {
        return Finding.ofLane(kind, topic, Stamp.laneText(lane), hole.from(), hole.to() - 1, null);
    }

    /** From now on, holes below the highest number seen of each lane count. */
    void setHorizon() {
        lanes.values().forEach(lane -> lane.horizon = lane.seen.end());
    }

    /** Whether anything is missing that no bounded stretch of deleted records explains. */
    boolean hasHoles() {
        return lanes.values().stream().anyMatch(lane -> shortfall(lane).unexplained());
    }

    private Shortfall shortfall(Lane lane) {
        return missing(lane) == 0
                ? Shortfall.NONE
                : retention.excuse(lane.trails).shortfall(lane.judged(), lane.seen::missing);
    }

    private static long missing(Lane lane) {
        return lane.seen.missing(lane.judged());
    }

    /** How many stamped records were seen. */
    long judged() {
        return records - foreignCount - broken.count();
    }

    List<List<Finding>> findings() {
        return List.of(
                missing(Kind.LOST, Excuse::provable),
                duplicates,
                List.copyOf(reorderings.values()),
                missing(Kind.UNPROVEN, Excuse::unprovable));
    }

    private List<Finding> missing(Kind kind, BiFunction<Excuse, Range, List<Range>> parts) {
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<Long, Lane> entry : new TreeMap<>(lanes).entrySet()) {
            Lane lane = entry.getValue();
            if (missing(lane) > 0 && findings.size() < SAMPLES) {
                parts.apply(retention.excuse(lane.trails), lane.judged()).stream()
                        .flatMap(range -> lane.seen.holes(range, SAMPLES).stream())
                        .limit(SAMPLES - findings.size())
                        .map(hole -> missing(kind, entry.getKey(), hole))
                        .forEach(findings::add);
            }
        }
        return findings;
    }

    TopicReport report() {
        Shortfall shortfall =
                lanes.values().stream()
                        .map(this::shortfall)
                        .reduce(Shortfall.NONE, Shortfall::plus);
        return new TopicReport(
                topic,
                partitions.size(),
                retention.numbers(),
                records,
                lanes.size(),
                shortfall.lostIfKnown(),
                duplicatedCount,
                reorderedCount,
                foreignCount,
                broken.count(),
                shortfall.explained(),
                shortfall.unproven(),
                Partition.numbers(shortfall.hiding()),
                List.copyOf(foreign),
                broken.samples());
    }
}
