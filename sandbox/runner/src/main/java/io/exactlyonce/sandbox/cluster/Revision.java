package io.exactlyonce.sandbox.cluster;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One revision of the deployment, as it was admitted.
 *
 * @param number from 1, never used twice
 * @param configuration the admitted {@code flinkConfiguration}, flat
 * @param environment variables that come from Secrets
 * @param restorePath savepoint to start from; null for a first start
 */
public record Revision(
        int number,
        int parallelism,
        Map<String, String> configuration,
        Map<String, String> environment,
        @Nullable String restorePath) {
    private static final String PREFIX = "exactly-once.sink.transactional-id-prefix";
    private static final String SLOTS = "taskmanager.numberOfTaskSlots";

    /** Copies the maps. */
    public Revision {
        configuration = Map.copyOf(configuration);
        environment = Map.copyOf(environment);
    }

    /** What every transactional id of this revision starts with. */
    public String prefix() {
        return Optional.ofNullable(configuration.get(PREFIX))
                .orElseThrow(() -> new InVainException("What was admitted has no " + PREFIX));
    }

    /**
     * Consumer group that the job shows its progress under: the prefix without the revision, as
     * long as nothing else is configured.
     */
    public String group() {
        return configuration.getOrDefault(
                "exactly-once.source.group-id", prefix().replaceFirst("\\.r[0-9]+\\.$", ""));
    }

    /** For example {@code r000001}. */
    public String name() {
        return "r%06d".formatted(number);
    }

    /** Slots of each TaskManager; unless they are configured, two TaskManagers share the tasks. */
    int slots() {
        String configured = configuration.get(SLOTS);
        return configured == null ? (parallelism + 1) / 2 : Integer.parseInt(configured);
    }

    /** As many TaskManagers as the tasks need. */
    int taskManagers() {
        return Math.max(
                configuration.containsKey(SLOTS) ? 1 : 2, (parallelism + slots() - 1) / slots());
    }

    Optional<String> restore() {
        return Optional.ofNullable(restorePath);
    }
}
