package io.exactlyonce.job.audit.ledger;

import io.exactlyonce.job.audit.report.AgainstReport;
import io.exactlyonce.job.audit.report.Finding;
import io.exactlyonce.job.audit.report.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Input records against the origins that the output names. Every committed input record below the
 * horizon of its partition must be named once.
 *
 * <p>Where records of the output were deleted, the records of one input partition are taken to
 * reach each output partition in order, as they do in a pipeline that does not shuffle.
 */
public final class OriginLedger {
    private static final int SAMPLES = 10;

    private final String topic;
    private final Map<Integer, Input> inputs = new TreeMap<>();
    private final Retention retention = new Retention();
    private final List<Finding> duplicates = new ArrayList<>();
    private final BrokenHeaders broken = new BrokenHeaders();
    private long duplicatedCount;
    private long absentCount;
    private long otherTopics;

    private static final class Input {
        final NumberSet committed = new NumberSet();
        final NumberSet named = new NumberSet();
        final Trails trails = new Trails();
        long base;
        long horizon;

        NumberSet missing() {
            return committed.without(named);
        }

        NumberSet unknown() {
            return named.without(committed);
        }

        /** Below the base, deleted input records may have been committed ones. */
        Range judged() {
            return new Range(base, Long.MAX_VALUE);
        }

        /**
         * From the first offset named to the base: of what was never named there, nobody can say
         * whether it was a record.
         */
        Range deletedSinceFirstNamed() {
            return new Range(Math.min(named.nextMember(0), base), base);
        }

        /** What lies below the base after the last name there, though later offsets are named. */
        Range deletedUnnamed() {
            long last = named.lastMemberBelow(base);
            boolean later = named.nextMember(base) < Long.MAX_VALUE;
            return last >= 0 && later ? new Range(last + 1, base) : new Range(base, base);
        }

        /** Below the horizon, an input record must be named. */
        Range due() {
            return new Range(0, horizon);
        }
    }

    /**
     * @param topic the input topic
     */
    public OriginLedger(String topic) {
        this.topic = topic;
    }

    private Input input(int partition) {
        return inputs.computeIfAbsent(partition, number -> new Input());
    }

    /** An audited partition is read from this offset on; above 0, earlier records were deleted. */
    void begin(Partition output, long firstOffset) {
        retention.begin(output, firstOffset);
    }

    /** Audited records after the last one observed were deleted before they could be read. */
    void gap(Partition output) {
        retention.gap(output, inputs.values().stream().map(input -> input.trails));
    }

    /** Takes the origin of an audited record. */
    void observe(Partition output, long offset, Origin origin) {
        if (origin instanceof Origin.Named named) {
            named(output, offset, named);
        } else if (origin instanceof Origin.Broken reason) {
            broken.add(output, offset, reason.reason());
        } else {
            absentCount++;
        }
    }

    private void named(Partition output, long offset, Origin.Named origin) {
        if (!origin.topic().equals(topic)) {
            otherTopics++;
            return;
        }
        Input input = input(origin.partition());
        retention.fails(input.trails, output, origin.offset());
        if (!input.named.add(origin.offset()) && origin.offset() >= input.base) {
            duplicatedCount++;
            if (duplicates.size() < SAMPLES) {
                duplicates.add(
                        Finding.ofInput(
                                Kind.DUPLICATED,
                                topic,
                                origin.partition(),
                                origin.offset(),
                                origin.offset(),
                                output.at(offset)));
            }
        }
    }

    /** The input partition holds nothing (any more) below this offset. */
    public void inputBegins(int partition, long offset) {
        input(partition).base = offset;
    }

    /** Takes a committed input record. */
    public void input(int partition, long offset) {
        input(partition).committed.add(offset);
    }

    /** From now on, committed input records below these offsets count when they are not named. */
    public void setHorizon(Map<Integer, Long> offsets) {
        offsets.forEach((partition, offset) -> input(partition).horizon = offset);
    }

    /** One above the highest offset named of an input partition. */
    public long namedEnd(int partition) {
        return input(partition).named.end();
    }

    /** Whether anything is missing that no bounded stretch of deleted records explains. */
    boolean hasMissing() {
        return shortfall().unexplained();
    }

    /** A record without a usable origin may be what became of any input record. */
    private Shortfall shortfall() {
        return inputs.values().stream()
                .map(input -> shortfall(input, input.missing()))
                .reduce(Shortfall.NONE, Shortfall::plus)
                .withhold(absentCount + broken.count());
    }

    private Shortfall shortfall(Input input, NumberSet missing) {
        return missing.isEmpty()
                ? Shortfall.NONE
                : retention.excuse(input.trails).shortfall(input.due(), missing::count);
    }

    List<List<Finding>> findings() {
        List<Finding> losses = new ArrayList<>();
        List<Finding> unexpected = new ArrayList<>();
        List<Finding> unproven = new ArrayList<>();
        boolean anyLost = shortfall().lost() > 0;
        inputs.forEach(
                (number, input) -> {
                    Partition partition = new Partition(topic, number);
                    NumberSet missing = input.missing();
                    Excuse excuse = retention.excuse(input.trails);
                    for (Range range : excuse.provable(input.due())) {
                        List<Range> stretches = missing.stretches(range, SAMPLES);
                        if (anyLost) {
                            add(losses, Kind.LOST, partition, stretches);
                        } else {
                            add(unproven, Kind.UNPROVEN, partition, stretches);
                        }
                    }
                    for (Range range : excuse.unprovable(input.due())) {
                        add(unproven, Kind.UNPROVEN, partition, missing.stretches(range, SAMPLES));
                    }
                    List<Range> unknown = input.unknown().stretches(input.judged(), SAMPLES);
                    add(unexpected, Kind.UNEXPECTED, partition, unknown);
                });
        return List.of(losses, duplicates, unexpected, unproven);
    }

    private static void add(
            List<Finding> findings, Kind kind, Partition partition, List<Range> ranges) {
        ranges.stream()
                .limit(SAMPLES - findings.size())
                .forEach(
                        range ->
                                findings.add(
                                        Finding.ofInput(
                                                kind,
                                                partition.topic(),
                                                partition.number(),
                                                range.from(),
                                                range.to() - 1,
                                                null)));
    }

    AgainstReport report() {
        long committed = 0;
        long named = 0;
        Shortfall shortfall = shortfall();
        long pending = 0;
        long unexpected = 0;
        long ignored = 0;
        long belowStart = 0;
        for (Input input : inputs.values()) {
            committed += input.committed.count(Range.ALL);
            named += input.named.count(Range.ALL);
            NumberSet missing = input.missing();
            pending += missing.count(new Range(input.horizon, Long.MAX_VALUE));
            NumberSet unknown = input.unknown();
            unexpected += unknown.count(input.judged());
            ignored += unknown.count(new Range(0, input.base));
            Range deleted = input.deletedSinceFirstNamed();
            belowStart += deleted.to() - deleted.from() - input.named.count(deleted);
        }
        return new AgainstReport(
                topic,
                committed,
                named,
                shortfall.lostIfKnown(),
                duplicatedCount,
                unexpected,
                pending,
                shortfall.explained(),
                shortfall.unproven(),
                shortfall.hiding().stream().map(Partition::toString).toList(),
                ignored,
                belowStart,
                maybeSkipped(),
                otherTopics,
                absentCount,
                broken.count(),
                broken.samples());
    }

    private List<String> maybeSkipped() {
        List<String> skipped = new ArrayList<>();
        inputs.forEach(
                (number, input) -> {
                    Range range = input.deletedUnnamed();
                    if (range.from() < range.to() && skipped.size() < SAMPLES) {
                        Partition partition = new Partition(topic, number);
                        skipped.add(partition.at(range.from()) + "-" + (range.to() - 1));
                    }
                });
        return skipped;
    }
}
