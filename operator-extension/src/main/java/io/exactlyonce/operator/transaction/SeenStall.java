package io.exactlyonce.operator.transaction;

import java.time.Instant;

/**
 * A partition whose careful readers wait for longer than checkpoints explain.
 *
 * @param partition the partition
 * @param end where it ended when it was asked
 * @param since when its last stable offset was first seen where it is; one that started to look
 *     later has a later time
 * @param cause what holds it
 */
public record SeenStall(PartitionName partition, PartitionEnd end, Instant since, Cause cause) {

    /** What holds the last stable offset of a partition. */
    public sealed interface Cause {}

    /** An open transaction, as the leader of the partition and the coordinators know it. */
    public record Held(Stall stall) implements Cause {}

    /**
     * The brokers did not tell.
     *
     * @param why as a sentence without a full stop
     */
    public record Untold(String why) implements Cause {}
}
