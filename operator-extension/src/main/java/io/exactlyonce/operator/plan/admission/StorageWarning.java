package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.plan.upstream.Deployed;
import java.util.Optional;

/**
 * What the writer of a revision is told if it moves the storage of a job that runs. It is not
 * refused: two endpoints may be the same service, and old keys may be good for the new bucket. What
 * moves comes last, as an API server cuts warnings at 256 characters.
 */
final class StorageWarning {
    private StorageWarning() {}

    static Optional<String> of(AdmissionRequest request, Completion completion) {
        Optional<FlinkDeployment> running =
                request.oldObject()
                        .filter(stored -> stored.status().isJobRunning())
                        .filter(stored -> stored.status().hasReconciledSpec());
        return running.flatMap(stored -> of(Deployed.of(stored), completion));
    }

    private static Optional<String> of(Deployed deployed, Completion completion) {
        Fields next = completion.deployment().spec();
        StorageMove move = StorageMove.between(deployed.spec(), next, completion.mark().injected());
        String mode = next.text("job", "upgradeMode").orElse("");
        if (move.isNone() || mode.equals("stateless")) {
            return Optional.empty();
        }
        return Optional.of(
                RevisionKeys.text(completion.mark().revision())
                        + " "
                        + move.title()
                        + ". "
                        + (mode.equals("last-state")
                                ? "It has to reach the last checkpoint where that is; if it cannot,"
                                        + " set spec.job.upgradeMode to savepoint"
                                : "The running pods write its savepoint there; if upstream reports"
                                        + " Savepoint Error, "
                                        + mend(deployed, move))
                        + ": "
                        + move.text());
    }

    /** What was adopted has nothing to go back to; a spec that is edited is a revision anyway. */
    private static String mend(Deployed deployed, StorageMove move) {
        if (!move.isOfPolicy()) {
            return "undo the edit of the spec";
        }
        return (deployed.revision().isPresent()
                        ? "undo the edit"
                        : "let the policy name a storage they reach")
                + " and set exactlyonce.io/adopt-policy to a new value";
    }
}
