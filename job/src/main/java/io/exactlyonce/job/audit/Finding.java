package io.exactlyonce.job.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong.
 *
 * @param kind what
 * @param topic the audited topic, or the input topic if {@code partition} is set
 * @param lane the lane whose sequence numbers are meant; null for input records
 * @param partition the input partition whose offsets are meant; null for lanes
 * @param first first sequence number or offset
 * @param last last one, inclusive
 * @param position the record that shows it, {@code topic/partition/offset}; null if it is missing
 */
public record Finding(
        Kind kind,
        String topic,
        @Nullable String lane,
        @Nullable Integer partition,
        long first,
        long last,
        @Nullable String position) {

    /** Kinds of findings, by name in lower case in JSON. */
    public enum Kind {
        LOST,
        DUPLICATED,
        REORDERED,
        UNEXPECTED,
        /** Missing, but not provably lost. */
        UNPROVEN;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding missing(Kind kind, String topic, long lane, Range range) {
        return new Finding(
                kind, topic, Stamp.laneText(lane), null, range.from(), range.to() - 1, null);
    }

    static Finding ofLane(Kind kind, Partition partition, long offset, Stamp.Stamped stamp) {
        return new Finding(
                kind,
                partition.topic(),
                Stamp.laneText(stamp.lane()),
                null,
                stamp.sequence(),
                stamp.sequence(),
                partition.at(offset));
    }

    static Finding ofInput(Kind kind, Partition input, Range range, @Nullable String position) {
        return new Finding(
                kind, input.topic(), null, input.number(), range.from(), range.to() - 1, position);
    }

    /** Whether it stands whatever is read later: true of all that rests on records seen. */
    boolean provenEarly() {
        return kind == Kind.DUPLICATED || kind == Kind.REORDERED;
    }

    /** Some of every list, so that many of one kind do not hide another. */
    static List<Finding> mixed(List<List<Finding>> lists, int limit) {
        List<Finding> mixed = new ArrayList<>();
        int longest = lists.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<Finding> list : lists) {
                if (i < list.size() && mixed.size() < limit) {
                    mixed.add(list.get(i));
                }
            }
        }
        return mixed;
    }
}
