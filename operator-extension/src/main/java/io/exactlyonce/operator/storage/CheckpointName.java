package io.exactlyonce.operator.storage;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the directories of checkpoints. */
final class CheckpointName {
    /** As Flink's {@code AbstractFsCheckpointStorageAccess}; 18 digits fit a long. */
    private static final Pattern NAME = Pattern.compile("chk-([0-9]{1,18})");

    /**
     * Directories looked at in one job's; Flink retains one unless told otherwise, and leaves those
     * of failed checkpoints.
     */
    private static final int MOST = 1000;

    private CheckpointName() {}

    /** Adds a name to others if it is that of a checkpoint. */
    static void add(String name, List<String> names) {
        if (NAME.matcher(name).matches()) {
            if (names.size() == MOST) {
                throw new StorageException(
                        "A job has more than "
                                + MOST
                                + " directories chk-*, the most that are looked at. Lower"
                                + " execution.checkpointing.num-retained and remove old ones");
            }
            names.add(name);
        }
    }

    /** Number of a checkpoint. */
    static long id(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name);
        }
        return Long.parseLong(matcher.group(1));
    }
}
