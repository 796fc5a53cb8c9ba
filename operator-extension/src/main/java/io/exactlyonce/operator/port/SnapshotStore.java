package io.exactlyonce.operator.port;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.util.Set;

/**
 * Checkpoint storage of a policy. Nothing is thrown: what cannot be found out is an answer of its
 * own, with a reason fit for a status.
 */
public interface SnapshotStore {
    /** For an operator that reads no storage: nothing is known. */
    SnapshotStore UNREAD =
            new SnapshotStore() {
                private static final String REASON =
                        "this version of the operator does not read checkpoint storage";

                @Override
                public StoredSnapshots stored(
                        Policy policy, String checkpointDirectory, Set<String> jobIds) {
                    return new StoredSnapshots.NotListed(REASON);
                }

                @Override
                public SnapshotContent content(Policy policy, String path) {
                    return new SnapshotContent.Unreadable(REASON);
                }
            };

    /**
     * Completed checkpoints: every {@code <checkpointDirectory>/<jobId>/chk-<n>} with metadata.
     *
     * @param checkpointDirectory of a deployment, below the storage of the policy
     * @param jobIds of every job of the deployment that may have left some
     */
    StoredSnapshots stored(Policy policy, String checkpointDirectory, Set<String> jobIds);

    /**
     * What a checkpoint or savepoint holds pending.
     *
     * @param path as Flink names it, below the storage of the policy
     */
    SnapshotContent content(Policy policy, String path);
}
