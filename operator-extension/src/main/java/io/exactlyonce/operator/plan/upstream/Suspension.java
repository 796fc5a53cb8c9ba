package io.exactlyonce.operator.plan.upstream;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.DeploymentStatus;
import io.exactlyonce.operator.ledger.Restore;

/**
 * How a job was stopped. A savepoint was taken only if upstream has its path: the mode alone is no
 * proof. Without one, transactions of the last checkpoint are pending and time out.
 */
public final class Suspension {
    private Suspension() {}

    public static Reason reason(Deployed deployed, DeploymentStatus status) {
        String path = status.upgradeSavepointPath().orElse("");
        String mode = deployed.spec().text("job", "upgradeMode").orElse("");
        if (mode.equals("stateless")) {
            return Reason.SUSPENDED_WITHOUT_STATE;
        }
        boolean savepoint =
                !path.isEmpty()
                        && !path.equals(Deployed.LAST_STATE)
                        && mode.equals("savepoint")
                        && SnapshotPath.mode(path) == Restore.Mode.SAVEPOINT;
        return savepoint ? Reason.SUSPENDED_BY_SAVEPOINT : Reason.SUSPENDED_BY_LAST_STATE;
    }
}
