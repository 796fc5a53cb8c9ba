package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionStatus.TRUE;
import static io.exactlyonce.operator.condition.ConditionType.RECONCILING;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.Conditions;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Accounted;
import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.admission.Provenance;
import io.exactlyonce.operator.plan.condition.CheckpointingDecider;
import io.exactlyonce.operator.plan.condition.ExactlyOnceDecider;
import io.exactlyonce.operator.plan.condition.ProgressDecider;
import io.exactlyonce.operator.plan.condition.Protection;
import io.exactlyonce.operator.plan.condition.ReadyDecider;
import io.exactlyonce.operator.plan.condition.Situation;
import io.exactlyonce.operator.plan.condition.TimeoutsDecider;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.evidence.Request;
import io.exactlyonce.operator.plan.evidence.Whereabouts;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision;
import io.exactlyonce.operator.plan.recovery.RecoveryPlanner;
import io.exactlyonce.operator.plan.transactions.LastWriter;
import io.exactlyonce.operator.plan.transactions.TransactionReview;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ledger true: from what the cluster and the running job say, never from what was asked
 * for. The same observation with the ledger of its own plan changes nothing, so it may be planned
 * as often as anything happens, and again after a crash between any two steps.
 */
public final class LedgerPlanner {
    /** While something is under way that no watch tells of: the job's REST interface has none. */
    static final Duration SOON = Duration.ofSeconds(10);

    /** When all is well: the checkpoints are looked at, and what no event told. */
    static final Duration STEADY = Duration.ofMinutes(1);

    private LedgerPlanner() {}

    /** What the controller is to do about one name. */
    public static LedgerPlan plan(LedgerObservation observation) {
        // Kubernetes keeps times to the second; a finer one would read back as another ledger.
        Instant now = observation.now().truncatedTo(ChronoUnit.SECONDS);
        FlinkDeployment deployment = observation.deployment();
        if (deployment == null) {
            return Farewell.plan(observation.ledgers(), observation.transactions(), now);
        }
        Optional<RevisionMark> mark = believed(deployment, observation.ledgers());
        LedgerChoice choice =
                LedgerChoice.of(
                        deployment, mark, observation.ledgers(), observation.transactions(), now);
        return choice.own()
                .map(
                        own ->
                                plan(
                                        inSight(observation, deployment, own),
                                        deployment,
                                        choice,
                                        own,
                                        now))
                .orElseGet(() -> new LedgerPlan(null, List.of(), choice.others(), STEADY));
    }

    /** What lies in another store than the job's was not written by it, whatever it looks like. */
    private static LedgerObservation inSight(
            LedgerObservation observation, FlinkDeployment deployment, Ledger own) {
        Optional<String> other =
                policy(observation.policy()).flatMap(Whereabouts.of(deployment)::otherStore);
        if (other.isEmpty()) {
            return observation;
        }
        StoredSnapshots unseen = new StoredSnapshots.NotListed(other.get());
        return observation
                .with(new SnapshotEvidence(unseen, observation.snapshots().verdicts()))
                .with(
                        observation
                                .transactions()
                                .withSnapshots(own.identity().incarnation(), unseen));
    }

    private static LedgerPlan plan(
            LedgerObservation observation,
            FlinkDeployment deployment,
            LedgerChoice choice,
            Ledger before,
            Instant now) {
        Situation situation = situation(observation, deployment, before, now);
        TransactionReview.Result review = new TransactionReview(situation, observation).result();
        Conditions conditions =
                before.conditions().next(verdicts(situation, review), deployment.generation(), now);
        Ledger next = review.ledger().with(conditions);
        List<Action> actions = new ArrayList<>(choice.others());
        actions.addAll(actions(situation));
        actions.addAll(review.actions());
        List<EventNote> events = new LedgerEvents(situation, before, next, choice).notes();
        return new LedgerPlan(next, events, actions, requeue(situation, next));
    }

    private static Situation situation(
            LedgerObservation observation, FlinkDeployment deployment, Ledger before, Instant now) {
        Optional<RevisionMark> mark = believed(deployment, observation.ledgers());
        PrefixSeries prefixes = prefixes(observation, deployment, before);
        Optional<FlinkObservation> running =
                observation.jobManager().filter(job -> prefixes.mayBeOurs(job.prefix()));
        History history =
                mark.map(known -> new RevisionTracker(deployment, known, prefixes, running, now))
                        .map(tracker -> tracker.after(before.history()))
                        .orElse(before.history());
        Ledger ledger = before.with(phase(deployment, before, now)).with(history);
        boolean active = ledger.phase() instanceof Phase.Active;
        RecoveryPlanner recovery =
                new RecoveryPlanner(
                        deployment,
                        ledger,
                        running,
                        policy(observation.policy()),
                        observation.snapshots(),
                        now);
        RecoveryDecision decision = active ? recovery.decide() : new RecoveryDecision.NotNeeded();
        return new Situation(
                deployment,
                mark,
                Deployed.of(deployment),
                ledger.recovering(recovery.remembered(decision)),
                running,
                observation.policy(),
                observation.assessment(),
                active
                        ? Protection.gaps(deployment, mark, before, observation.assessment())
                        : List.of(),
                decision,
                now);
    }

    /**
     * The marks of a deployment, unless it may have them from the object it was copied from:
     * without the label nobody looked at them, and only a ledger tells that they are its own.
     */
    private static Optional<RevisionMark> believed(
            FlinkDeployment deployment, List<Ledger> ledgers) {
        return RevisionMark.of(deployment)
                .filter(mark -> Provenance.fits(mark, deployment))
                .filter(
                        mark ->
                                deployment.policyName().isPresent()
                                        || ledgers.stream()
                                                .anyMatch(it -> isOf(it, mark, deployment)));
    }

    private static boolean isOf(Ledger ledger, RevisionMark mark, FlinkDeployment deployment) {
        return ledger.identity().incarnation().equals(mark.incarnation())
                && deployment.uid().equals(Optional.of(ledger.identity().uid()));
    }

    private static PrefixSeries prefixes(
            LedgerObservation observation, FlinkDeployment deployment, Ledger before) {
        return PrefixSeries.of(
                deployment,
                before.identity().incarnation(),
                before.history(),
                observation.policy());
    }

    private static Phase phase(FlinkDeployment deployment, Ledger before, Instant now) {
        if (deployment.policyName().isPresent()) {
            return new Phase.Active();
        }
        return before.phase() instanceof Phase.Released released
                ? released
                : new Phase.Released(now);
    }

    private static Optional<Policy> policy(@Nullable PolicyLookup lookup) {
        return lookup instanceof PolicyLookup.Found found
                        && found.reading() instanceof PolicyReading.Valid valid
                ? Optional.of(valid.policy())
                : Optional.empty();
    }

    private static List<Verdict> verdicts(Situation situation, TransactionReview.Result review) {
        Verdict ready = new ReadyDecider(situation).decide();
        ExactlyOnceDecider exactlyOnce = new ExactlyOnceDecider(situation, review.effect());
        ProgressDecider progress = new ProgressDecider(situation, ready);
        return List.of(
                ready,
                exactlyOnce.decide(),
                new TimeoutsDecider(situation, review.effect()).decide(),
                review.clean(),
                new CheckpointingDecider(situation).decide(),
                progress.reconciling(),
                progress.stalled());
    }

    private static List<Action> actions(Situation situation) {
        boolean mayComplete =
                situation.ledger().phase() instanceof Phase.Active
                        && !Request.of(situation.deployment()).paused();
        if (mayComplete
                && situation.assessment().completionPlan().orElse(null)
                        instanceof AdmissionPlan.Admit admit) {
            return List.of(new Action.Complete(admit));
        }
        if (situation.recovery() instanceof RecoveryDecision.Ask ask) {
            return List.of(new Action.Preflight(ask.path()));
        }
        return situation.recovery() instanceof RecoveryDecision.Recover recover
                ? List.of(new Action.Recover(recover.plan().path(), recover.plan().nonce()))
                : List.of();
    }

    private static Duration requeue(Situation situation, Ledger next) {
        if (situation.recovery() instanceof RecoveryDecision.Wait wait) {
            return wait.left().compareTo(SOON) < 0 ? wait.left() : SOON;
        }
        boolean unverified = situation.deployed().runs() && situation.verified().isEmpty();
        boolean underWay =
                next.conditions()
                        .of(RECONCILING)
                        .map(Condition::status)
                        .filter(TRUE::equals)
                        .isPresent();
        boolean ending = next.transactions().ended().stream().anyMatch(it -> it.done().isEmpty());
        // What keeps a sweep waiting passes without a word: a last pod, a checkpoint just replaced.
        boolean undecided =
                next.transactions().open().stream()
                        .anyMatch(group -> group.standing() == StandingKind.UNDECIDED);
        // Its last pod goes without a word; one that has not gone by then may stay for ever.
        boolean stopping =
                situation.deployed().stage() == Deployed.Stage.SUSPENDED
                        && Optional.ofNullable(next.transactions().accounted())
                                .flatMap(Accounted::sinceIfOpen)
                                .filter(
                                        since ->
                                                situation
                                                        .now()
                                                        .isBefore(since.plus(LastWriter.AFTERMATH)))
                                .isPresent();
        return underWay || unverified || ending || undecided || stopping ? SOON : STEADY;
    }
}
