package io.exactlyonce.operator.port;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.StoredSnapshots;

/** Checkpoint storage, and what the brokers say of the transactions pending in a snapshot. */
public interface SnapshotPort {
    /**
     * For an operator that reads no storage: nothing is known, so a recovery waits for a person.
     */
    SnapshotPort UNREAD =
            new SnapshotPort() {
                private static final String REASON =
                        "this version of the operator does not read checkpoint storage";

                @Override
                public StoredSnapshots stored(FlinkDeployment deployment) {
                    return new StoredSnapshots.NotListed(REASON);
                }

                @Override
                public PreflightVerdict preflight(FlinkDeployment deployment, String path) {
                    return new PreflightVerdict.Unknown(REASON);
                }
            };

    /** Completed snapshots in the checkpoint directory of a deployment. */
    StoredSnapshots stored(FlinkDeployment deployment);

    /** What starting from a snapshot would do to the transactions that are pending in it. */
    PreflightVerdict preflight(FlinkDeployment deployment, String path);
}
