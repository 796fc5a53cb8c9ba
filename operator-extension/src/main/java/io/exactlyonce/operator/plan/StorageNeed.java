package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import java.util.List;

/**
 * Whether the checkpoint directory of a deployment has to be listed. A job that runs tells its
 * newest snapshot by itself. One that is to stay suspended is not started again, and needs its
 * newest only to know what that holds pending: not if upstream has the savepoint it was stopped
 * with, and not any more once all of it is committed. So a fleet that sleeps costs the storage
 * nothing.
 */
public final class StorageNeed {
    private StorageNeed() {}

    /**
     * By what is known before the storage is asked.
     *
     * @param known every ledger of the name
     */
    public static boolean isThere(FlinkDeployment deployment, List<Ledger> known) {
        if (deployment.status().isJobRunning() || known.isEmpty()) {
            return false;
        }
        return !deployment.wantsSuspended()
                || !hasStopSavepoint(deployment) && !isAllCommitted(known);
    }

    private static boolean hasStopSavepoint(FlinkDeployment deployment) {
        return Deployed.of(deployment).stage() == Deployed.Stage.SUSPENDED
                && deployment
                        .status()
                        .upgradeSavepointPath()
                        .filter(path -> !path.isEmpty() && !path.equals(Deployed.LAST_STATE))
                        .isPresent();
    }

    /** The deadline then is that of the ids, which takes a start to change. */
    private static boolean isAllCommitted(List<Ledger> known) {
        return known.stream()
                .filter(ledger -> !(ledger.phase() instanceof Phase.Gone))
                .flatMap(ledger -> ledger.transactions().deadlineIfAny().stream())
                .map(CommitDeadline::pending)
                .anyMatch(pending -> pending == 0);
    }
}
