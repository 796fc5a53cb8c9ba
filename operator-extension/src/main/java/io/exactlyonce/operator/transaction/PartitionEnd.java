package io.exactlyonce.operator.transaction;

/**
 * Where a partition ends, for careless and for careful readers.
 *
 * @param highWatermark end for readers of everything ({@code read_uncommitted})
 * @param lastStableOffset end for readers of what is committed: the first record of the oldest open
 *     transaction, or the high watermark
 */
public record PartitionEnd(long highWatermark, long lastStableOffset) {
    /** Records that careful readers do not get yet; 0 or more. */
    public long lag() {
        return Math.max(0, highWatermark - lastStableOffset);
    }
}
