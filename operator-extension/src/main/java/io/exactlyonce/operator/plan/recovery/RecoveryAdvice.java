package io.exactlyonce.operator.plan.recovery;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.upstream.SnapshotPath;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a job was not started again, and the exact text to set.
 *
 * @param current the revision that is deployed and does not run
 * @param history of the deployment
 */
public record RecoveryAdvice(RevisionRecord current, History history) {

    /** The newest revision whose job made the snapshot; the deployed one if none is known to. */
    int owner(String path) {
        return history.revisions().stream()
                .filter(record -> SnapshotPath.isOf(path, record.jobId()))
                .max(Comparator.comparingInt(RevisionRecord::number))
                .orElse(current)
                .number();
    }

    String nothingToStartFrom() {
        return seen()
                + " and has completed no checkpoint: there is nothing to start from, and nothing"
                + " was committed that a start with empty state could repeat. Set"
                + " spec.job.upgradeMode to stateless together with annotation "
                + quoted(Annotations.ACCEPT, Code.STATELESS_UPGRADE.id() + ": <reason>")
                + ", or delete the FlinkDeployment and create it again.";
    }

    String newestUnknown(String reason) {
        return seen()
                + ", and its newest snapshot could not be found out ("
                + reason
                + "): an older one would write committed results again. Look into the checkpoint"
                + " directory and set spec.job.initialSavepointPath to the newest complete snapshot"
                + " with a new spec.job.savepointRedeployNonce, together with annotation "
                + quoted(Annotations.ACCEPT, Code.FORK.id() + ": <reason>")
                + ".";
    }

    String doubtful(String path, String doubt) {
        return seen()
                + ". It started from "
                + path
                + ", but whether it has made a newer snapshot could not be found out ("
                + doubt
                + "): if it has, results that are committed would be written again. If you know"
                + " that it has not, "
                + both(path)
                + ".";
    }

    String noPolicy(String path) {
        return seen()
                + ", and its policy cannot be read, so it is not known whether "
                + path
                + " lies under its storage. Mend the policy.";
    }

    String outside(String path, Policy policy) {
        return seen()
                + ". Its newest snapshot "
                + path
                + " does not lie under "
                + policy.checkpoints().storage().root()
                + ", the policy's storage, which bounds what is read with the policy's"
                + " credentials. Move the snapshot there, or set"
                + " spec.job.initialSavepointPath and spec.job.savepointRedeployNonce yourself.";
    }

    String tried(String path) {
        return seen()
                + " although it was started from "
                + path
                + ", its newest snapshot: another start would end the same way. Mend the spec;"
                + " annotation "
                + Annotations.RECOVER
                + " then starts it again.";
    }

    String askFor(String path, int asked) {
        String why =
                asked == 0
                        ? ", and the policy leaves it to you (recovery: Manual)"
                        : ", and annotation "
                                + Annotations.RECOVER
                                + " names "
                                + RevisionKeys.text(asked)
                                + ", which did not make it: results that are committed would be"
                                + " written again";
        return seen() + ". Its newest snapshot is " + path + why + ". Set " + recover(path) + ".";
    }

    String notFound(String path) {
        return seen()
                + ". Its newest snapshot "
                + path
                + " is not there or not complete: Flink cannot start from it. Restore the files,"
                + " or choose another snapshot by spec.job.initialSavepointPath with a new"
                + " spec.job.savepointRedeployNonce and annotation "
                + quoted(Annotations.ACCEPT, Code.FORK.id() + ": <reason>")
                + ".";
    }

    String unsafe(String path, PreflightVerdict verdict) {
        String why = reason(verdict);
        return seen()
                + ". Starting from its newest snapshot "
                + path
                + " was held back, because "
                + why
                + ". To start nevertheless, "
                + both(path)
                + ".";
    }

    private static String reason(PreflightVerdict verdict) {
        if (verdict instanceof PreflightVerdict.Lost lost) {
            return lost.transactionalIds().size()
                    + " of its pending transactions were aborted by the brokers ("
                    + some(lost.transactionalIds())
                    + "): their records are lost";
        }
        if (verdict instanceof PreflightVerdict.Forgotten forgotten) {
            return "the brokers have forgotten "
                    + forgotten.transactionalIds().size()
                    + " of its pending transactions ("
                    + some(forgotten.transactionalIds())
                    + "), which may have been committed: the job would fail at each start";
        }
        return "what becomes of its pending transactions could not be found out ("
                + (verdict instanceof PreflightVerdict.Unknown unknown ? unknown.reason() : "")
                + ")";
    }

    private static String some(List<String> ids) {
        return ids.stream().limit(3).collect(Collectors.joining(", "));
    }

    private String seen() {
        return RevisionKeys.text(current.number())
                + (current.outcome() == Outcome.FAILED
                        ? " failed for good"
                        : " does not run, and upstream waits for a savepoint that it cannot take");
    }

    private String both(String path) {
        return "set "
                + recover(path)
                + " and "
                + quoted(Annotations.ACCEPT, Code.FORK.id() + ": <reason>");
    }

    private String recover(String path) {
        return "annotation " + quoted(Annotations.RECOVER, RevisionKeys.text(owner(path)));
    }

    private static String quoted(String annotation, String value) {
        return annotation + ": \"" + value + "\"";
    }
}
