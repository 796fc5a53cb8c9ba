package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.deployment.DeploymentStatus;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.transaction.Start;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment is started from, as its spec and upstream's status say. A ledger knows it only
 * once a controller has looked after upstream has begun; what the snapshot holds pending belongs to
 * the deployment from the moment at which somebody writes it.
 *
 * @param namespace of the deployment
 * @param name of the deployment
 * @param policy that it is under; empty text if it is under none
 * @param incarnation of the deployment; null if it bears none
 * @param revision that upstream starts, or started last; 0 if it has not begun
 * @param begun path that upstream has noted for that start; empty text if there is none
 * @param declared path that the spec asks for; empty text if there is none
 * @param isNew whether upstream has not begun with that path
 */
public record StatedStart(
        String namespace,
        String name,
        String policy,
        @Nullable Incarnation incarnation,
        int revision,
        String begun,
        String declared,
        boolean isNew) {

    /** As it is now. */
    public static StatedStart of(FlinkDeployment deployment) {
        DeploymentStatus status = deployment.status();
        return new StatedStart(
                deployment.namespace(),
                deployment.name(),
                deployment.policyName().orElse(""),
                RevisionMark.of(deployment).map(RevisionMark::incarnation).orElse(null),
                RevisionKeys.revisionOf(status.reconciledSpec()).orElse(0),
                status.upgradeSavepointPath()
                        .filter(path -> !path.equals(Deployed.LAST_STATE))
                        .orElse(""),
                deployment.spec().text("job", "initialSavepointPath").orElse(""),
                !status.hasReconciledSpec()
                        || nonce(deployment.spec()) != nonce(status.reconciledSpec()));
    }

    private static long nonce(Fields spec) {
        return spec.number("job", "savepointRedeployNonce").orElse(0L);
    }

    /** Whether there is anything to protect. */
    public boolean isEmpty() {
        return begun.isEmpty() && declared.isEmpty();
    }

    /**
     * Starts from snapshots whose pending transactions are not known to be committed.
     *
     * @param ledgers of the name
     */
    public Set<Start> unfinished(Collection<Ledger> ledgers) {
        boolean committed = hasCommitted(ledgers);
        Set<String> paths = new TreeSet<>();
        // A last-state upgrade hides the path from the status, and HA metadata still hold it.
        if (!declared.isEmpty() && (isNew || !committed)) {
            paths.add(declared);
        }
        if (!begun.isEmpty() && !committed) {
            paths.add(begun);
        }
        return paths.stream()
                .map(path -> new Start(new SnapshotAddress(policy, path), name, incarnation))
                .collect(Collectors.toSet());
    }

    private boolean hasCommitted(Collection<Ledger> ledgers) {
        return ledgers.stream()
                .filter(ledger -> ledger.identity().incarnation().equals(incarnation))
                .map(ledger -> ledger.history().revision(revision))
                .flatMap(Optional::stream)
                .anyMatch(record -> record.committed().isPresent());
    }
}
