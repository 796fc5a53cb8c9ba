package io.exactlyonce.operator.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A completed checkpoint or savepoint.
 *
 * @param path as Flink names it; empty text if it is not known
 * @param id number of the checkpoint within its job; 0 if unknown, as of a savepoint's path alone
 * @param jobId job that made it; empty text if unknown
 * @param completedAt null if unknown
 * @param savepoint whether it is a savepoint, which commits nothing by itself
 */
public record Snapshot(
        String path, long id, String jobId, @Nullable Instant completedAt, boolean savepoint) {

    /** A snapshot of which only the path is known. */
    public static Snapshot at(String path) {
        return new Snapshot(path, 0, "", null, false);
    }
}
