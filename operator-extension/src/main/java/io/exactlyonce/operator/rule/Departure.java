package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A change after which the last state cannot be found or read. A savepoint in the canonical format,
 * upstream's default, is carried by its path and fits every state backend; a checkpoint is found
 * through the metadata of high availability and fits the backend that wrote it (Flink
 * documentation, "Checkpoints vs. Savepoints").
 *
 * @param key the option that changes
 * @param reason why the last state is of no use after it
 */
record Departure(FlinkKey key, String reason) {
    /** Names of one backend; Flink's default is hashmap. */
    private static final Map<String, String> BACKENDS =
            Map.of(
                    "", "hashmap",
                    "hashmap", "hashmap",
                    "filesystem", "hashmap",
                    "jobmanager", "hashmap",
                    "rocksdb", "rocksdb",
                    "forst", "forst");

    /** Empty if the last state can be taken up. */
    static Optional<Departure> between(EffectiveConfiguration then, EffectiveConfiguration now) {
        MetadataPlace left = MetadataPlace.of(then.merged());
        MetadataPlace place = MetadataPlace.of(now.merged());
        if (place.isOn() && left.isOn() && !place.isSameAs(left)) {
            return Optional.of(
                    new Departure(
                            place.differenceTo(left), "that is kept in the place that is left"));
        }
        Optional<String> before = backend(then.merged());
        Optional<String> after = backend(now.merged());
        return before.isPresent() && after.isPresent() && !before.equals(after)
                ? Optional.of(
                        new Departure(
                                FlinkKey.STATE_BACKEND,
                                "a checkpoint of one state backend cannot be read by another"))
                : Optional.empty();
    }

    /** Empty for a class of the user's own. */
    private static Optional<String> backend(FlinkConfiguration configuration) {
        return Optional.ofNullable(
                BACKENDS.get(
                        configuration
                                .value(FlinkKey.STATE_BACKEND)
                                .orElse("")
                                .toLowerCase(Locale.ROOT)));
    }
}
