package io.exactlyonce.operator.port;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.util.Set;

/**
 * Checkpoint storage of a policy. Nothing is ever written to it, and nothing outside the policy's
 * storage is read.
 */
public interface SnapshotStore {

    /**
     * Reads the Secrets that the policy names for its storage, and asks the storage nothing. Does
     * nothing where none are needed.
     *
     * @throws UnavailableException that says of every Secret at once why it cannot be used
     */
    default void checkSecrets(Policy policy) {}

    /**
     * Completed checkpoints {@code <directory>/<job id>/chk-<n>} of some jobs.
     *
     * @param directory {@code execution.checkpointing.dir} of the deployment
     */
    StoredSnapshots stored(Policy policy, String directory, Set<String> jobIds);

    /**
     * What a checkpoint or savepoint holds pending. A snapshot never changes, so what was read once
     * may be answered again; that it is there may not.
     */
    SnapshotContent content(Policy policy, String path);
}
