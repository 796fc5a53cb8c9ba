package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.Finding.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Input records against the origins that the output names. Every committed input record below the
 * horizon of its partition must be named once.
 *
 * <p>Where records of the output were deleted, the records of one input partition are taken to
 * reach each output partition in order, as they do in a pipeline that does not shuffle.
 */
final class OriginLedger {
    private static final int SAMPLES = 10;

    private final String topic;
    private final Map<Integer, Input> inputs = new TreeMap<>();
    private final Set<Partition> truncated = new HashSet<>();
    private final List<Finding> duplicates = new ArrayList<>();
    private final Map<String, String> broken = new LinkedHashMap<>();
    private long duplicatedCount;
    private long brokenCount;
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

    OriginLedger(String topic) {
        this.topic = topic;
    }

    private Input input(int partition) {
        return inputs.computeIfAbsent(partition, number -> new Input());
    }

    /** An audited partition is read from this offset on; above 0, earlier records were deleted. */
    void begin(Partition output, long firstOffset) {
        if (firstOffset > 0) {
            truncated.add(output);
        }
    }

    /** Audited records after the last one observed were deleted before they could be read. */
    void gap(Partition output) {
        truncated.add(output);
        inputs.values().forEach(input -> input.trails.gap(output));
    }

    /** Takes the origin of an audited record. */
    void observe(Partition output, long offset, Origin origin) {
        if (origin instanceof Origin.Named named) {
            named(output, offset, named);
        } else if (origin instanceof Origin.Broken reason) {
            brokenCount++;
            if (broken.size() < SAMPLES) {
                broken.put(output.at(offset), reason.reason());
            }
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
        input.trails.fails(output, origin.offset(), truncated.contains(output));
        if (!input.named.add(origin.offset()) && origin.offset() >= input.base) {
            duplicatedCount++;
            if (duplicates.size() < SAMPLES) {
                duplicates.add(
                        Finding.ofInput(
                                Kind.DUPLICATED,
                                new Partition(topic, origin.partition()),
                                new Range(origin.offset(), origin.offset() + 1),
                                output.at(offset)));
            }
        }
    }

    /** The input partition holds nothing (any more) below this offset. */
    void inputBegins(int partition, long offset) {
        input(partition).base = offset;
    }

    /** Takes a committed input record. */
    void input(int partition, long offset) {
        input(partition).committed.add(offset);
    }

    /** From now on, committed input records below these offsets count when they are not named. */
    void setHorizon(Map<Integer, Long> offsets) {
        offsets.forEach((partition, offset) -> input(partition).horizon = offset);
    }

    /** One above the highest offset named of an input partition. */
    long namedEnd(int partition) {
        return input(partition).named.end();
    }

    /** Whether anything is missing that no bounded stretch of deleted records explains. */
    boolean hasMissing() {
        return shortfall().any();
    }

    /** A record without a usable origin may be what became of any input record. */
    private Shortfall shortfall() {
        return inputs.values().stream()
                .map(input -> shortfall(input, input.missing()))
                .reduce(Shortfall.NONE, Shortfall::plus)
                .withhold(absentCount + brokenCount);
    }

    private Shortfall shortfall(Input input, NumberSet missing) {
        return missing.isEmpty()
                ? Shortfall.NONE
                : input.trails.excuse(truncated).shortfall(input.due(), missing::count);
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
                    Excuse excuse = input.trails.excuse(truncated);
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
                .forEach(range -> findings.add(Finding.ofInput(kind, partition, range, null)));
    }

    AgainstReport report() {
        long committed = 0;
        long named = 0;
        Shortfall shortfall = shortfall();
        long missingBelowHorizon = 0;
        long missingAll = 0;
        long unexpected = 0;
        long ignored = 0;
        long belowStart = 0;
        for (Input input : inputs.values()) {
            committed += input.committed.count(Range.ALL);
            named += input.named.count(Range.ALL);
            NumberSet missing = input.missing();
            missingAll += missing.count(Range.ALL);
            missingBelowHorizon += missing.count(input.due());
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
                missingAll - missingBelowHorizon,
                missingBelowHorizon - shortfall.lost() - shortfall.unproven(),
                shortfall.unproven(),
                shortfall.hiding().stream().map(Partition::toString).toList(),
                ignored,
                belowStart,
                maybeSkipped(),
                otherTopics,
                absentCount,
                brokenCount,
                Collections.unmodifiableMap(new LinkedHashMap<>(broken)));
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
