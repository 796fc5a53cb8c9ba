package io.exactlyonce.operator.plan.condition;

import static io.exactlyonce.operator.condition.ConditionType.READY;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.Request;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision;
import io.exactlyonce.operator.plan.upstream.Deployed.Stage;
import io.exactlyonce.operator.plan.upstream.Suspension;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Ready: the revision of the spec runs, by its own account, and has completed a checkpoint. */
public record ReadyDecider(Situation situation) {

    public Verdict decide() {
        return notProtected()
                .or(this::notStarted)
                .or(this::recovery)
                .or(this::ended)
                .or(() -> new StuckSavepoint(situation).decide())
                .or(this::underWay)
                .orElseGet(this::running);
    }

    private Optional<Verdict> notProtected() {
        List<String> gaps = situation.gaps();
        return gaps.isEmpty() ? Optional.empty() : no(Reason.UNPROTECTED, String.join(" ", gaps));
    }

    private Optional<Verdict> notStarted() {
        if (situation.deployed().stage() != Stage.NOTHING) {
            return Optional.empty();
        }
        if (situation.mark().isEmpty()) {
            return no(Reason.PLANNED, "The deployment is suspended and not complete yet.");
        }
        return situation.deployment().wantsSuspended()
                ? no(
                        Reason.READY_TO_RUN,
                        "The deployment is complete and nothing was deployed yet. Set"
                                + " spec.job.state to running.")
                : no(Reason.PLANNED, "Upstream has not begun with " + intended() + "." + error());
    }

    private Optional<Verdict> recovery() {
        RecoveryDecision decision = situation.recovery();
        if (decision instanceof RecoveryDecision.Impossible impossible) {
            return no(Reason.SAVEPOINT_IMPOSSIBLE, impossible.message());
        }
        if (decision instanceof RecoveryDecision.Recover recover) {
            return no(Reason.RECOVERING, "It is started again from " + recover.plan().path() + ".");
        }
        if (decision instanceof RecoveryDecision.UnderWay way) {
            return no(
                    Reason.RECOVERING, "Upstream starts it again from " + way.plan().path() + ".");
        }
        return decision instanceof RecoveryDecision.Paused
                ? no(
                        Reason.PAUSED,
                        "The job does not run and could be started again, but annotation"
                                + " exactlyonce.io/paused keeps the controller from acting. Remove"
                                + " it.")
                : Optional.empty();
    }

    private Optional<Verdict> ended() {
        return switch (situation.deployed().stage()) {
            case ROLLED_BACK ->
                    no(
                            Reason.ROLLED_BACK,
                            "Upstream went back from "
                                    + text(situation.deployed().given())
                                    + " to "
                                    + text(situation.deployed().revision())
                                    + ", whose transactional ids are in use again, while the spec"
                                    + " still says otherwise. Mend the spec.");
            case FAILED -> Optional.of(failed());
            case FINISHED -> no(Reason.FINISHED, "The job has finished.");
            case SUSPENDED -> suspended();
            default -> Optional.empty();
        };
    }

    private Verdict failed() {
        String job = text(situation.deployed().revision());
        if (situation.recovery() instanceof RecoveryDecision.Wait) {
            return Verdict.no(
                    READY,
                    Reason.PLANNED,
                    job
                            + " failed for good and upstream knows no snapshot to start "
                            + intended()
                            + " from: if it has not begun with it shortly, it is started from the"
                            + " newest one.");
        }
        String recover = " it with annotation exactlyonce.io/recover.";
        return Verdict.no(
                READY,
                Reason.FAILED,
                "The job of "
                        + job
                        + " failed for good; its last checkpoint may hold transactions that time"
                        + " out. "
                        + (situation.isUpToDate()
                                ? "Mend the spec, or recover" + recover
                                : "The spec has changed since, and upstream has not begun with "
                                        + intended()
                                        + "; if it does not, recover"
                                        + recover));
    }

    private Optional<Verdict> suspended() {
        if (!situation.isUpToDate() && !situation.deployment().wantsSuspended()) {
            return Optional.empty();
        }
        Reason reason = Suspension.reason(situation.deployed(), situation.deployment().status());
        return no(reason, reason.title() + ".");
    }

    private Optional<Verdict> underWay() {
        if (!situation.isUpToDate()) {
            boolean begun = situation.deployed().stage() == Stage.UPGRADING;
            return no(
                    begun ? Reason.DEPLOYING : Reason.PLANNED,
                    begun
                            ? "Upstream stopped the revision before and deploys " + intended() + "."
                            : "Upstream has not begun with "
                                    + intended()
                                    + "; "
                                    + text(situation.deployed().revision())
                                    + " is deployed."
                                    + error());
        }
        if (situation.deployment().status().isJobRunning()) {
            return Optional.empty();
        }
        boolean ran =
                situation.current().filter(record -> record.times().live() != null).isPresent();
        String state = situation.deployment().status().jobState().orElse("unknown");
        return no(
                ran ? Reason.NOT_RUNNING : Reason.DEPLOYING,
                "The job of " + intended() + " is deployed; its state is " + state + "." + error());
    }

    private String error() {
        return situation.deployment().status().error().filter(text -> !text.isBlank()).isPresent()
                ? " Upstream reports an error: look at status.error of the FlinkDeployment."
                : "";
    }

    private Verdict running() {
        if (situation.verified().isEmpty()) {
            return unverified();
        }
        boolean committed = situation.current().flatMap(RevisionRecord::committed).isPresent();
        if (!committed) {
            return Verdict.no(
                    READY,
                    Reason.WAITING_FOR_FIRST_CHECKPOINT,
                    intended()
                            + " runs and has completed no checkpoint yet: nothing of it is"
                            + " visible to a reader of committed records.");
        }
        return Verdict.yes(READY, asIntended(), intended() + " runs." + remark());
    }

    private Verdict unverified() {
        Optional<FlinkObservation> job = situation.running();
        if (job.isPresent() && job.get().revision().isPresent()) {
            return Verdict.no(
                    READY,
                    Reason.OTHER_REVISION_LIVE,
                    "The running JobManager says that it is "
                            + text(job.get().revision())
                            + ", upstream says "
                            + text(situation.deployed().revision())
                            + ".");
        }
        return Verdict.unknown(
                READY,
                Reason.NOT_VERIFIED,
                "Upstream says that "
                        + intended()
                        + " runs; the JobManager's own configuration could not be read, which alone"
                        + " tells which revision it is. Check that the operator reaches the"
                        + " JobManager's REST port.");
    }

    private Reason asIntended() {
        if (situation.ledger().phase() instanceof Phase.Released) {
            return Reason.RELEASED;
        }
        if (Request.of(situation.deployment()).paused()) {
            return Reason.PAUSED;
        }
        return drift().isEmpty() && situation.assessment().outdated().isEmpty()
                ? Reason.RUNNING
                : Reason.POLICY_DRIFT;
    }

    private String remark() {
        String drift =
                drift().isEmpty()
                        ? ""
                        : " "
                                + Protection.shown(drift())
                                + " injected otherwise by the policy as it is now: the next revision"
                                + " takes it over, or a new value of annotation"
                                + " exactlyonce.io/adopt-policy.";
        return situation.assessment().outdated().stream()
                .map(violation -> " " + violation.message())
                .collect(Collectors.joining("", drift + asStarted(), ""));
    }

    private String asStarted() {
        return situation.assessment().outdated().isEmpty()
                ? ""
                : " The job runs on with what it was started with; what that hides from the"
                        + " operator:";
    }

    private List<String> drift() {
        return situation
                .mark()
                .map(mark -> Protection.drift(mark, situation.assessment()))
                .orElse(List.of());
    }

    private String intended() {
        return text(situation.mark().map(RevisionMark::revision));
    }

    private static String text(Optional<Integer> revision) {
        return revision.map(RevisionKeys::text).orElse("an unknown revision");
    }

    private static Optional<Verdict> no(Reason reason, String message) {
        return Optional.of(Verdict.no(READY, reason, message));
    }
}
