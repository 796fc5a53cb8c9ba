package io.exactlyonce.job.audit.ledger;

import java.util.List;
import java.util.OptionalLong;

/** What the lane headers of one record say. */
public sealed interface Stamp {
    /**
     * A record of a lane.
     *
     * @param lane the id, read as a hexadecimal number
     * @param sequence from 0
     */
    record Stamped(long lane, long sequence) implements Stamp {}

    /** No lane header: written by somebody else. */
    record Foreign() implements Stamp {}

    /** Lane headers that say nothing usable. */
    record Broken(String reason) implements Stamp {}

    /** Reads the values of all lane and sequence headers that a record has. */
    static Stamp of(List<byte[]> lanes, List<byte[]> sequences) {
        if (lanes.isEmpty() && sequences.isEmpty()) {
            return new Foreign();
        }
        if (lanes.size() != 1 || sequences.size() != 1) {
            return new Broken(
                    "has " + lanes.size() + " eo-lane and " + sequences.size() + " eo-seq headers");
        }
        OptionalLong lane = Digits.hexadecimal16(lanes.get(0));
        if (lane.isEmpty()) {
            return new Broken("eo-lane is not 16 hexadecimal digits");
        }
        OptionalLong sequence = Digits.decimal(sequences.get(0));
        if (sequence.isEmpty()) {
            return new Broken("eo-seq is not a decimal number from 0");
        }
        return new Stamped(lane.getAsLong(), sequence.getAsLong());
    }

    /** A lane id as it is written. */
    static String laneText(long lane) {
        return String.format("%016x", lane);
    }
}
