package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionStatus.FALSE;
import static io.exactlyonce.operator.condition.ConditionStatus.UNKNOWN;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Conditions;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.plan.transactions.GoneReview;
import io.exactlyonce.operator.plan.transactions.TransactionEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Ledgers whose deployment is no more. They stay until the brokers have forgotten every transaction
 * of it: nothing else tells whose a transaction is that is still open.
 */
final class Farewell {
    /** A timer is no promise: clocks are adjusted, and the controller is restarted. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** While transactions of it are open, or the brokers do not answer. */
    private static final Duration OPEN = Duration.ofSeconds(30);

    private Farewell() {}

    /** The plan for a name that no deployment bears. */
    static LedgerPlan plan(List<Ledger> ledgers, TransactionEvidence evidence, Instant now) {
        List<Action> actions = new ArrayList<>();
        Duration requeue = LONGEST_WAIT;
        for (Ledger ledger : ledgers) {
            Step step = to(ledger, evidence, now);
            actions.addAll(step.actions());
            requeue = shorter(requeue, step.again());
        }
        return new LedgerPlan(null, List.of(), actions, requeue);
    }

    /**
     * What becomes of one ledger.
     *
     * @param actions none if it stays as it is
     * @param again until it has to be looked at again
     */
    record Step(List<Action> actions, Duration again) {}

    static Step to(Ledger ledger, TransactionEvidence evidence, Instant now) {
        boolean neverHadAny = ledger.history().equals(History.NONE);
        Instant expiresAt = gone(ledger, now).expiresAt();
        if (neverHadAny || !expiresAt.isAfter(now)) {
            return new Step(List.of(new Action.RemoveLedger(ledger.identity())), LONGEST_WAIT);
        }
        Ledger closed = ledger.phase() instanceof Phase.Gone ? ledger : closed(ledger, now);
        GoneReview.Result review = new GoneReview(closed, evidence, now).result();
        Ledger next = closed.with(review.log()).with(conditions(ledger, closed, review, now));
        List<Action> actions = new ArrayList<>();
        if (!next.equals(ledger)) {
            actions.add(new Action.WriteLedger(next));
            TransactionEvents.between(ledger, next, review.restraint())
                    .forEach(note -> actions.add(new Action.Tell(next, note)));
        }
        actions.addAll(review.actions());
        Duration left = Duration.between(now, expiresAt);
        return new Step(List.copyOf(actions), shorter(left, review.isOver() ? LONGEST_WAIT : OPEN));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Phase.Gone gone(Ledger ledger, Instant now) {
        return ledger.phase() instanceof Phase.Gone gone ? gone : Phase.Gone.at(now);
    }

    private static Ledger closed(Ledger ledger, Instant now) {
        return ledger.with(Phase.Gone.at(now))
                .with(ledger.history().map(record -> ended(record, now)))
                .with(Conditions.NONE)
                .with(ledger.transactions().accounting(null))
                .recovering(null);
    }

    private static Conditions conditions(
            Ledger before, Ledger closed, GoneReview.Result review, Instant now) {
        long generation =
                before.conditions().all().stream()
                        .mapToLong(condition -> condition.observedGeneration())
                        .max()
                        .orElse(0);
        return before.conditions()
                .next(verdicts(gone(closed, now), review.clean()), generation, now);
    }

    private static RevisionRecord ended(RevisionRecord record, Instant now) {
        return switch (record.outcome()) {
            case LIVE, DEPLOYING, SUSPENDED -> record.reaching(Outcome.SUPERSEDED, now);
            // Upstream may have deployed it while nobody looked.
            case PLANNED -> record.reaching(Outcome.UNKNOWN, now);
            default -> record;
        };
    }

    private static List<Verdict> verdicts(Phase.Gone gone, Optional<Verdict> clean) {
        String message =
                "The FlinkDeployment is deleted. The ledger is kept until "
                        + gone.expiresAt()
                        + ", when the brokers have forgotten its transactions.";
        return Arrays.stream(ConditionType.values())
                .map(
                        type ->
                                clean.filter(known -> known.type() == type)
                                        .orElseGet(
                                                () ->
                                                        new Verdict(
                                                                type,
                                                                status(type),
                                                                Reason.GONE,
                                                                message)))
                .toList();
    }

    private static ConditionStatus status(ConditionType type) {
        return switch (type) {
            case READY, RECONCILING, STALLED -> FALSE;
            default -> UNKNOWN;
        };
    }
}
