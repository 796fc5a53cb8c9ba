package io.exactlyonce.sandbox.cluster;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One revision of the deployment: what the operator would write into a FlinkDeployment.
 *
 * @param number from 1, never used twice
 * @param restorePath savepoint to start from; null for a first start
 */
public record Revision(int number, int parallelism, String idStem, @Nullable String restorePath) {

    /**
     * The transactional-id prefix of this revision, fixed in width and terminated so that no prefix
     * is the start of another one.
     */
    public String prefix() {
        return idStem + "." + name() + ".";
    }

    /** For example {@code r000001}. */
    public String name() {
        return "r%06d".formatted(number);
    }

    /** Slots of each of the two TaskManagers. */
    int slots() {
        return (parallelism + FlinkDeployment.TASK_MANAGERS - 1) / FlinkDeployment.TASK_MANAGERS;
    }

    Optional<String> restore() {
        return Optional.ofNullable(restorePath);
    }

    /** The next revision: another parallelism, state from a savepoint of this one. */
    public Revision next(int newParallelism, String savepoint) {
        return new Revision(number + 1, newParallelism, idStem, savepoint);
    }
}
