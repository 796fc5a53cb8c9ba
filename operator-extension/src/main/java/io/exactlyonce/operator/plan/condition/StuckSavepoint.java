package io.exactlyonce.operator.plan.condition;

import static io.exactlyonce.operator.condition.ConditionType.READY;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.admission.StorageMove;
import io.exactlyonce.operator.plan.recovery.RecoveryPlanner;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A savepoint that the running job is asked for again and again, in vain: for a revision, or for a
 * stop. The job runs on, so nothing is lost, and nothing will ever change by itself either: what
 * the pods cannot write to is part of how they were started. Upstream clears its error whenever it
 * looks at the job, and sets it again when the next attempt fails, so what was said once holds
 * until upstream begins with the revision or has stopped the job, the job stops running, or the
 * spec is written again.
 */
record StuckSavepoint(Situation situation) {
    /** {@code AbstractFlinkService.savepointJobOrError}, which upstream retries for ever. */
    private static final List<String> ERRORS =
            List.of("Savepoint Error", "with savepoint, please configure a larger timeout");

    private static final String REPORTED =
            " (Savepoint Error in status.error), and tries again while the job runs on. ";

    Optional<Verdict> decide() {
        if (!runsBehind()) {
            return Optional.empty();
        }
        if (!situation.isUpToDate()) {
            return hadTime(planned()) && (isReported() || said(Reason.SAVEPOINT_FAILED).isPresent())
                    ? no(Reason.SAVEPOINT_FAILED, forRevision())
                    : Optional.empty();
        }
        return situation.deployment().wantsSuspended() ? stop() : Optional.empty();
    }

    /** Upstream is to stop a job that runs, and has not. */
    private boolean runsBehind() {
        return situation.deployment().status().observedGeneration().orElse(0L)
                        < situation.deployment().generation()
                && situation.deployed().stage() == Deployed.Stage.DEPLOYED
                && situation.deployment().status().isJobRunning();
    }

    /** For more than one attempt. */
    private boolean hadTime(Instant since) {
        return !since.plus(RecoveryPlanner.GRACE).isAfter(situation.now());
    }

    /** A stop has no revision, whose time is known: it counts from the first failed attempt. */
    private Optional<Verdict> stop() {
        Optional<Condition> first = said(Reason.PLANNED);
        boolean failed = said(Reason.SAVEPOINT_FAILED).isPresent();
        if (!isReported() && first.isEmpty() && !failed) {
            return Optional.empty();
        }
        return failed || first.filter(it -> hadTime(it.lastTransitionTime())).isPresent()
                ? no(Reason.SAVEPOINT_FAILED, forStop())
                : no(
                        Reason.PLANNED,
                        "Upstream is to stop "
                                + current()
                                + " with a savepoint, and its first attempt failed; it tries"
                                + " again.");
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

    /** Of this write of the spec. */
    private Optional<Condition> said(Reason reason) {
        return situation
                .ledger()
                .conditions()
                .of(READY)
                .filter(said -> said.is(ConditionStatus.FALSE, reason))
                .filter(said -> said.observedGeneration() == situation.deployment().generation());
    }

    private String forStop() {
        return "Upstream cannot stop "
                + current()
                + " with the savepoint that spec.job.state: suspended asks for"
                + REPORTED
                + "Look for the cause in the JobManager's log and among the job's checkpoints: its"
                + " pods write with the endpoint and the keys that they were started with. If it"
                + " need not stop, set spec.job.state to running.";
    }

    private String forRevision() {
        String next = situation.mark().map(mark -> text(mark.revision())).orElse("the next");
        StorageMove move =
                StorageMove.between(
                        situation.deployed().spec(),
                        situation.deployment().spec(),
                        situation.mark().map(RevisionMark::injected).orElse(InjectedBlock.EMPTY));
        return "Upstream cannot stop "
                + current()
                + " with the savepoint that "
                + next
                + " starts from"
                + REPORTED
                + (move.isNone() ? otherwise() : moved(next, move));
    }

    private String moved(String next, StorageMove move) {
        String cause =
                next
                        + " "
                        + move.title()
                        + " ("
                        + move.text()
                        + "), and the pods that run write the savepoint there with the file system,"
                        + " the endpoint and the keys that they were started with. ";
        return cause
                + (move.isOfPolicy() ? ofPolicy(move) : "Undo that change of " + keys(move) + ".");
    }

    private String ofPolicy(StorageMove move) {
        boolean adopted = situation.deployed().revision().isEmpty();
        String also = move.keys().isEmpty() ? "" : " and that change of " + keys(move);
        return (adopted
                        ? "Let the policy name a storage that they reach, and set annotation "
                        : "Undo that edit of the policy"
                                + also
                                + ", or let those keys write there; after an edit, set annotation ")
                + Annotations.ADOPT_POLICY
                + " to a new value.";
    }

    private static String keys(StorageMove move) {
        return move.keys().stream()
                .map(Violation::configuration)
                .collect(Collectors.joining(" and "));
    }

    private static String otherwise() {
        return "The storage is the same for both: look for the cause in the JobManager's log and"
                + " among the job's checkpoints.";
    }

    private String current() {
        return situation
                .current()
                .map(RevisionRecord::number)
                .map(StuckSavepoint::text)
                .orElse("the job");
    }

    private static String text(int revision) {
        return RevisionKeys.text(revision);
    }

    private static Optional<Verdict> no(Reason reason, String message) {
        return Optional.of(Verdict.no(READY, reason, message));
    }
}
