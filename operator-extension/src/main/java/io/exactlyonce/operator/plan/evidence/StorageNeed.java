package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Accounted;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.Stop;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.plan.upstream.Stopped;
import io.exactlyonce.operator.plan.upstream.Suspension;
import java.util.List;
import java.util.Optional;

/**
 * Whether the checkpoint directory of a deployment has to be listed. A job that runs tells its
 * newest snapshot by itself, and one that came to its end has nothing pending. One that does not
 * run needs its newest only to know what that holds pending: not if upstream has the savepoint it
 * was stopped with, and not any more once all of it is over. So a fleet that sleeps costs the
 * storage nothing.
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
        if (isRecoveryAsked(deployment)) {
            return true;
        }
        Deployed.Stage stage = Deployed.of(deployment).stage();
        return stage != Deployed.Stage.FINISHED
                && !(deployment.wantsSuspended() && Suspension.savepoint(deployment).isPresent())
                && !isAllOver(deployment, known);
    }

    private static boolean isRecoveryAsked(FlinkDeployment deployment) {
        return !deployment.wantsSuspended() && Request.of(deployment).revision() > 0;
    }

    private static boolean isAllOver(FlinkDeployment deployment, List<Ledger> known) {
        Optional<Stop> stop = Stopped.of(deployment);
        return known.stream()
                .filter(ledger -> !(ledger.phase() instanceof Phase.Gone))
                .flatMap(ledger -> ledger.transactions().accountOf(stop).stream())
                .anyMatch(Accounted::isFinal);
    }
}
