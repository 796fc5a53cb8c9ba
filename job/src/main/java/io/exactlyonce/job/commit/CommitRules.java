package io.exactlyonce.job.commit;

import io.exactlyonce.job.config.AcceptedLoss;
import io.exactlyonce.job.config.UnknownCommit;
import java.io.Serializable;
import java.util.List;

/**
 * Decides about recovered commits. An unknown or lost one stops the job unless somebody accepted it
 * by name, or ids are reused and unknown ones are to pass: then a reused id is a normal event. No
 * answer decides nothing.
 *
 * @param reusesIds whether transactional ids serve several transactions (POOLING)
 * @param onUnknown what to do about {@link CommitVerdict#UNKNOWN} when ids are reused
 * @param accepted what somebody gave up
 */
public record CommitRules(boolean reusesIds, UnknownCommit onUnknown, List<AcceptedLoss> accepted)
        implements Serializable {
    /** Copies the list. */
    public CommitRules {
        accepted = List.copyOf(accepted);
    }

    /**
     * @param restored id of the checkpoint that the job started from; negative if none
     */
    CommitDecision decide(PendingCommit pending, TransactionAnswer answer, long restored) {
        if (answer instanceof TransactionAnswer.NoAnswer none) {
            return new CommitDecision.AskAgain(none.reason());
        }
        if (answer instanceof TransactionAnswer.Refused) {
            return new CommitDecision.Stop(
                    finding(CommitCode.COMMIT_NOT_AUTHORIZED, pending, answer, restored));
        }
        if (answer instanceof TransactionAnswer.Described seen) {
            return switch (CommitVerdict.of(pending, seen, reusesIds)) {
                case OPEN -> new CommitDecision.Commit();
                case COMMITTED -> new CommitDecision.AlreadyCommitted();
                case LOST -> gone(finding(CommitCode.COMMIT_LOST, pending, answer, restored));
                case UNKNOWN -> unknown(pending, answer, restored);
            };
        }
        return gone(finding(CommitCode.COMMIT_ID_NOT_FOUND, pending, answer, restored));
    }

    private CommitDecision unknown(PendingCommit pending, TransactionAnswer answer, long restored) {
        CommitFinding finding = finding(CommitCode.COMMIT_UNKNOWN, pending, answer, restored);
        return reusesIds && onUnknown == UnknownCommit.CONTINUE
                ? new CommitDecision.GoOn(finding, isAccepted(finding))
                : gone(finding);
    }

    private CommitDecision gone(CommitFinding finding) {
        return isAccepted(finding)
                ? new CommitDecision.GoOn(finding, true)
                : new CommitDecision.Stop(finding);
    }

    private boolean isAccepted(CommitFinding finding) {
        return accepted.stream()
                .anyMatch(
                        loss ->
                                loss.covers(
                                        finding.pending().transactionalId(), finding.restored()));
    }

    private static CommitFinding finding(
            CommitCode code, PendingCommit pending, TransactionAnswer answer, long restored) {
        return new CommitFinding(code, pending, answer.toString(), restored);
    }
}
