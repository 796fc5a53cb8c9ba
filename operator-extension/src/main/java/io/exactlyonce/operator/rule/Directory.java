package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.policy.StoragePath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A directory that the job needs after a fail-over.
 *
 * @param setting where the configuration names it
 */
record Directory(Observed setting) {
    private static final List<FlinkKey> KEYS =
            List.of(
                    FlinkKey.CHECKPOINT_DIRECTORY,
                    FlinkKey.SAVEPOINT_DIRECTORY,
                    FlinkKey.HIGH_AVAILABILITY_STORAGE);

    /** Of checkpoints, savepoints and high availability, as far as they are set. */
    static List<Directory> of(EffectiveConfiguration configuration) {
        return KEYS.stream()
                .flatMap(key -> configuration.found(key).stream())
                .filter(setting -> !setting.value().isBlank())
                .map(Directory::new)
                .toList();
    }

    /** A path of the container it is written in: {@code file:}, or no scheme at all. */
    boolean isLocal() {
        String text = setting.value().trim().toLowerCase(Locale.ROOT);
        return text.startsWith("file:") || text.startsWith("local:") || !text.contains(":/");
    }

    Optional<StoragePath> path() {
        return StoragePath.of(setting.value());
    }

    /** Whether it is that directory, and not only in it. */
    boolean is(StoragePath root) {
        return path().filter(path -> path.contains(root) && root.contains(path)).isPresent();
    }

    boolean liesUnder(StoragePath root) {
        return root.contains(setting.value());
    }
}
