package io.exactlyonce.operator.plan.condition;

import static io.exactlyonce.operator.condition.ConditionType.READY;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.admission.StorageMove;
import io.exactlyonce.operator.plan.recovery.RecoveryPlanner;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.revision.Annotations;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A savepoint that the running job is asked for again and again, in vain. The job runs on, so
 * nothing is lost, and nothing will ever change by itself either: what the pods cannot write to is
 * part of how they were started. Upstream clears its error whenever it looks at the job, and sets
 * it again when the next attempt fails, so what was said once holds until upstream begins with the
 * revision, the job stops running, or the spec is written again.
 */
record StuckSavepoint(Situation situation) {
    /** {@code AbstractFlinkService.savepointJobOrError}, which upstream retries for ever. */
    private static final List<String> ERRORS =
            List.of("Savepoint Error", "with savepoint, please configure a larger timeout");

    Optional<Verdict> decide() {
        return isWaitedFor() && (isReported() || wasSaid())
                ? Optional.of(Verdict.no(READY, Reason.SAVEPOINT_FAILED, message()))
                : Optional.empty();
    }

    /** Upstream is to stop a running job for a revision, and had the time for more than one try. */
    private boolean isWaitedFor() {
        boolean behind =
                situation.deployment().status().observedGeneration().orElse(0L)
                        < situation.deployment().generation();
        return behind
                && !situation.isUpToDate()
                && situation.deployed().stage() == Deployed.Stage.DEPLOYED
                && situation.deployment().status().isJobRunning()
                && !planned().plus(RecoveryPlanner.GRACE).isAfter(situation.now());
    }

    private Instant planned() {
        return situation
                .mark()
                .flatMap(mark -> situation.ledger().history().revision(mark.revision()))
                .flatMap(record -> Optional.ofNullable(record.times().planned()))
                .orElse(Instant.MIN);
    }

    private boolean isReported() {
        return situation
                .deployment()
                .status()
                .error()
                .filter(error -> ERRORS.stream().anyMatch(error::contains))
                .isPresent();
    }

    private boolean wasSaid() {
        return situation
                .ledger()
                .conditions()
                .of(READY)
                .filter(said -> said.is(ConditionStatus.FALSE, Reason.SAVEPOINT_FAILED))
                .filter(said -> said.observedGeneration() == situation.deployment().generation())
                .isPresent();
    }

    private String message() {
        String next = situation.mark().map(mark -> text(mark.revision())).orElse("the next");
        StorageMove move =
                StorageMove.between(situation.deployed().spec(), situation.deployment().spec());
        return "Upstream cannot stop "
                + situation.current().map(RevisionRecord::number).map(this::text).orElse("the job")
                + " with the savepoint that "
                + next
                + " starts from (Savepoint Error in status.error), and tries again while the job"
                + " runs on. "
                + (move.isNone() ? otherwise() : moved(next, move));
    }

    private String moved(String next, StorageMove move) {
        String cause =
                next
                        + " moves the storage ("
                        + move.text()
                        + "), and the pods that run write the savepoint there with the endpoint and"
                        + " the keys that they were started with. ";
        boolean adopted = situation.deployed().revision().isEmpty();
        return cause
                + (adopted
                        ? "Let the policy name a storage that they reach, and set annotation "
                        : "Undo that edit of the policy, or let those keys write there; after an"
                                + " edit, set annotation ")
                + Annotations.ADOPT_POLICY
                + " to a new value.";
    }

    private static String otherwise() {
        return "The storage is the same for both: look for the cause in the JobManager's log and"
                + " among the job's checkpoints.";
    }

    private String text(int revision) {
        return RevisionKeys.text(revision);
    }
}
