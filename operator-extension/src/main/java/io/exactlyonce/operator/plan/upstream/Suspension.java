package io.exactlyonce.operator.plan.upstream;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.DeploymentStatus;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Restore;
import java.util.Optional;

/**
 * How a job was stopped. A savepoint was taken only if upstream has its path: the mode alone is no
 * proof. Without one, transactions of the last checkpoint are pending and time out.
 */
public final class Suspension {
    private Suspension() {}

    public static Reason reason(Deployed deployed, DeploymentStatus status) {
        if (mode(deployed).equals("stateless")) {
            return Reason.SUSPENDED_WITHOUT_STATE;
        }
        return savepointOf(deployed, status).isPresent()
                ? Reason.SUSPENDED_BY_SAVEPOINT
                : Reason.SUSPENDED_BY_LAST_STATE;
    }

    /**
     * The savepoint that a suspended job was stopped with. A path alone is none: the one that the
     * job was started from stays in the status, and upstream overwrites it at the next start only.
     */
    public static Optional<String> savepoint(FlinkDeployment deployment) {
        Deployed deployed = Deployed.of(deployment);
        return deployed.stage() == Deployed.Stage.SUSPENDED
                ? savepointOf(deployed, deployment.status())
                : Optional.empty();
    }

    private static Optional<String> savepointOf(Deployed deployed, DeploymentStatus status) {
        return status.upgradeSavepointPath()
                .filter(path -> !path.isEmpty() && !path.equals(Deployed.LAST_STATE))
                .filter(path -> mode(deployed).equals("savepoint"))
                .filter(path -> SnapshotPath.mode(path) == Restore.Mode.SAVEPOINT);
    }

    private static String mode(Deployed deployed) {
        return deployed.spec().text("job", "upgradeMode").orElse("");
    }
}
