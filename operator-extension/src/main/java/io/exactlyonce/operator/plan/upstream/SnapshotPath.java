package io.exactlyonce.operator.plan.upstream;

import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.policy.StoragePath;
import java.util.regex.Pattern;

/**
 * What a path of Flink tells: checkpoints are {@code <dir>/<job id>/chk-<n>}, savepoints {@code
 * <dir>/savepoint-<first 6 of the job id>-<random>} (AbstractFsCheckpointStorageAccess and
 * FsCheckpointStorageAccess of Flink).
 */
public final class SnapshotPath {
    private static final Pattern CHECKPOINT = Pattern.compile(".*/chk-[0-9]+/?");
    private static final int SHORT_ID = 6;

    private SnapshotPath() {}

    /** Restoring a checkpoint is last-state, whatever upstream calls it. */
    public static Restore.Mode mode(String path) {
        return CHECKPOINT.matcher(path).matches()
                ? Restore.Mode.LAST_STATE
                : Restore.Mode.SAVEPOINT;
    }

    /** Whether a job made the snapshot, as far as the path tells. */
    public static boolean isOf(String path, String jobId) {
        return jobId.length() > SHORT_ID
                && (path.contains("/" + jobId + "/")
                        || path.contains("/savepoint-" + jobId.substring(0, SHORT_ID) + "-"));
    }

    /** The same place: Flink writes {@code file:/a}, other readers {@code file:///a/}. */
    public static boolean same(String one, String other) {
        return trimmed(one).equals(trimmed(other));
    }

    private static String trimmed(String path) {
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return StoragePath.of(path).map(StoragePath::toString).orElse(plain);
    }
}
