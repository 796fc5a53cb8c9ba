package io.exactlyonce.job.audit.report;

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

    /** One that is about sequence numbers {@code first} to {@code last} of a lane. */
    public static Finding ofLane(
            Kind kind, String topic, String lane, long first, long last, @Nullable String at) {
        return new Finding(kind, topic, lane, null, first, last, at);
    }

    /** One that is about offsets {@code first} to {@code last} of an input partition. */
    public static Finding ofInput(
            Kind kind, String topic, int partition, long first, long last, @Nullable String at) {
        return new Finding(kind, topic, null, partition, first, last, at);
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
