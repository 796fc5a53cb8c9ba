package io.exactlyonce.operator.deployment;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which state backend a configuration means, under any of its names. */
public final class StateBackend {
    /** Flink's default is hashmap. */
    private static final Map<String, String> NAMES =
            Map.of(
                    "", "hashmap",
                    "hashmap", "hashmap",
                    "filesystem", "hashmap",
                    "jobmanager", "hashmap",
                    "rocksdb", "rocksdb",
                    "forst", "forst");

    private StateBackend() {}

    /** Empty for a class of the user's own. */
    public static Optional<String> of(FlinkConfiguration configuration) {
        return Optional.ofNullable(
                NAMES.get(
                        configuration
                                .value(FlinkKey.STATE_BACKEND)
                                .orElse("")
                                .toLowerCase(Locale.ROOT)));
    }

    /** Whether what one wrote in a format of its own is to be read by the other. */
    public static boolean changes(FlinkConfiguration then, FlinkConfiguration now) {
        Optional<String> before = of(then);
        Optional<String> after = of(now);
        return before.isPresent() && after.isPresent() && !before.equals(after);
    }
}
