package io.exactlyonce.operator.plan.recovery;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.PlannedRecovery;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.evidence.NewestSnapshot;
import io.exactlyonce.operator.plan.evidence.Request;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision.Ask;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision.Impossible;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision.NotNeeded;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision.Paused;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision.Recover;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision.UnderWay;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision.Wait;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.plan.upstream.SnapshotPath;
import io.exactlyonce.operator.policy.Conduct;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a crash loop. Upstream, with its fallback to last-state off, waits for a savepoint
 * that a job cannot take which does not run: the mended revision is never deployed. With the
 * fallback on, it can start with empty state. So the job is started from its newest snapshot, once
 * it is known what becomes of the transactions that are pending in it.
 *
 * <p>It acts by itself only where upstream is stuck: a revision waits, and the deployed one does
 * not run. A job that Flink itself restarts is left alone, and so is one that failed for good:
 * another start from the same snapshot would not mend it, and the revision that does is started by
 * upstream from the path it knows. It knows none if the failed job was started by last-state and
 * told it no checkpoint, as one whose {@code main()} throws: then it refuses every later revision
 * ({@code AbstractJobReconciler.getJobUpgrade}: "last checkpoint is unknown"), but takes a new
 * {@code savepointRedeployNonce} without asking ({@code redeployWithSavepoint}).
 *
 * @param deployment as it is
 * @param ledger after this look
 * @param running what the JobManager says; empty if it was not asked
 * @param policy of the deployment; empty if there is none that can be used
 * @param evidence what is known of its snapshots
 * @param now time of the look
 */
public record RecoveryPlanner(
        FlinkDeployment deployment,
        Ledger ledger,
        Optional<FlinkObservation> running,
        Optional<Policy> policy,
        SnapshotEvidence evidence,
        Instant now) {
    /**
     * How long upstream is given to begin with a revision: twice the longest of its rescales by
     * savepoint that were measured (74 s on a loaded machine).
     */
    public static final Duration GRACE = Duration.ofSeconds(150);

    /** What is to be done. */
    public RecoveryDecision decide() {
        Deployed deployed = Deployed.of(deployment);
        Optional<RevisionRecord> current = deployed.revision().flatMap(ledger.history()::revision);
        if (current.isEmpty() || !deployed.hasStarted() || runs() || isLeaving()) {
            return new NotNeeded();
        }
        int number = current.get().number();
        Optional<PlannedRecovery> written =
                ledger.plannedRecovery()
                        .filter(this::isWritten)
                        .filter(plan -> number <= plan.revision());
        if (written.isPresent()) {
            return new UnderWay(written.get());
        }
        Request request = Request.of(deployment);
        boolean blocked = isBlocked(deployed, current.get());
        if (!blocked && request.revision() == 0) {
            return new NotNeeded();
        }
        Duration left = left(current.get());
        if (request.revision() == 0 && !left.isNegative() && !left.isZero()) {
            return new Wait(left);
        }
        if (request.paused()) {
            return new Paused();
        }
        return fromNewest(current.get(), request, blocked);
    }

    /** The plan that the ledger is to hold after a decision; null for none. */
    public @Nullable PlannedRecovery remembered(RecoveryDecision decision) {
        if (decision instanceof Recover recover) {
            return recover.plan();
        }
        PlannedRecovery plan = ledger.recovery();
        if (plan == null || decision instanceof Impossible) {
            return null;
        }
        return isOver(plan) ? null : plan;
    }

    /**
     * Whether the job it was made for runs, or is not to run any more. Until then it stays, however
     * far upstream is: a job that is submitted may crash as the one before did.
     */
    private boolean isOver(PlannedRecovery plan) {
        Deployed deployed = Deployed.of(deployment);
        boolean begun = deployed.revision().filter(it -> it > plan.revision()).isPresent();
        if (begun
                && (deployed.stage() == Deployed.Stage.SUSPENDED
                        || deployed.stage() == Deployed.Stage.FINISHED)) {
            return true;
        }
        // Between two crashes the old job may seem to run, while upstream has our patch already.
        return runs() && (!isWritten(plan) || hasSucceeded(plan, deployed, running));
    }

    /** Whether what runs is a revision after the one that did not come up. */
    public static boolean hasSucceeded(
            PlannedRecovery plan, Deployed deployed, Optional<FlinkObservation> running) {
        return Stream.concat(
                        deployed.revision().stream(),
                        running
                                .filter(FlinkObservation::isRunning)
                                .flatMap(FlinkObservation::revision)
                                .stream())
                .anyMatch(revision -> revision > plan.revision());
    }

    private boolean runs() {
        return deployment.status().isJobRunning()
                || running.filter(FlinkObservation::isRunning).isPresent();
    }

    private boolean isLeaving() {
        return deployment.wantsSuspended() || deployment.isBeingDeleted();
    }

    /** Our patch went through: path and nonce stand in the spec. */
    private boolean isWritten(PlannedRecovery plan) {
        return deployment.spec().text("job", "initialSavepointPath").orElse("").equals(plan.path())
                && deployment.spec().number("job", "savepointRedeployNonce").orElse(0L)
                        == plan.nonce();
    }

    /** A later revision waits, and upstream has not begun with its generation. */
    private boolean isBlocked(Deployed deployed, RevisionRecord current) {
        if (!deployed.runs() && !deployed.leavesNoPath(deployment.status())) {
            return false;
        }
        boolean behind =
                deployment.status().observedGeneration().orElse(0L) < deployment.generation();
        return behind
                && ledger.history()
                        .newest(Outcome.PLANNED)
                        .filter(planned -> planned.number() > current.number())
                        .isPresent();
    }

    private Duration left(RevisionRecord current) {
        Instant since =
                Stream.concat(
                                ledger.history().newest(Outcome.PLANNED).stream()
                                        .map(planned -> planned.times().planned()),
                                Stream.of(current.times().deployed()))
                        .flatMap(Stream::ofNullable)
                        .max(Instant::compareTo)
                        .orElse(now);
        return Duration.between(now, since.plus(GRACE));
    }

    private RecoveryDecision fromNewest(RevisionRecord current, Request request, boolean blocked) {
        RecoveryAdvice advice = new RecoveryAdvice(current, ledger.history());
        NewestSnapshot newest = NewestSnapshot.of(current, running, evidence.stored());
        if (newest instanceof NewestSnapshot.None) {
            return new Impossible(advice.nothingToStartFrom());
        }
        if (newest instanceof NewestSnapshot.Unknown unknown) {
            return new Impossible(advice.newestUnknown(unknown.reason()));
        }
        if (newest instanceof NewestSnapshot.Remembered remembered) {
            return request.accepts(advice.owner(remembered.path()))
                    ? checked(current, remembered.path(), request, blocked)
                    : new Impossible(advice.doubtful(remembered.path(), remembered.doubt()));
        }
        return checked(current, ((NewestSnapshot.Certain) newest).path(), request, blocked);
    }

    private RecoveryDecision checked(
            RevisionRecord current, String path, Request request, boolean blocked) {
        RecoveryAdvice advice = new RecoveryAdvice(current, ledger.history());
        if (policy.isEmpty()) {
            return new Impossible(advice.noPolicy(path));
        }
        if (!policy.get().checkpoints().storage().root().contains(path)) {
            return new Impossible(advice.outside(path, policy.get()));
        }
        if (!blocked && wasTried(current, path)) {
            return new Impossible(advice.tried(path));
        }
        boolean asked = request.revision() == advice.owner(path);
        if (!asked && (!blocked || policy.get().conduct().recovery() == Conduct.Recovery.MANUAL)) {
            return new Impossible(advice.askFor(path, request.revision()));
        }
        return judged(current, path, request, advice);
    }

    private RecoveryDecision judged(
            RevisionRecord current, String path, Request request, RecoveryAdvice advice) {
        PreflightVerdict verdict = evidence.verdicts().get(path);
        if (verdict == null) {
            return new Ask(path);
        }
        if (verdict instanceof PreflightVerdict.NotFound) {
            return new Impossible(advice.notFound(path));
        }
        boolean safe = verdict instanceof PreflightVerdict.AllSafe;
        return safe || request.accepts(advice.owner(path))
                ? new Recover(plan(current, path))
                : new Impossible(advice.unsafe(path, verdict));
    }

    /** The same start, without any change since, has not led to a single checkpoint. */
    private static boolean wasTried(RevisionRecord current, String path) {
        return current.restore().mode() == Restore.Mode.FORK
                && SnapshotPath.same(current.restore().path(), path)
                && current.committed().isEmpty();
    }

    /** The one that was decided before, if it is the same: its nonce must not change. */
    private PlannedRecovery plan(RevisionRecord current, String path) {
        return ledger.plannedRecovery()
                .filter(plan -> plan.path().equals(path))
                .filter(plan -> plan.revision() == current.number())
                .orElseGet(() -> new PlannedRecovery(path, current.number(), nextNonce(), now));
    }

    private long nextNonce() {
        long written = deployment.spec().number("job", "savepointRedeployNonce").orElse(0L);
        long done =
                deployment
                        .status()
                        .reconciledSpec()
                        .number("job", "savepointRedeployNonce")
                        .orElse(0L);
        return Math.max(Math.max(written, done), 0) + 1;
    }
}
