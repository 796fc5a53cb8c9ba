package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.CHECKPOINTING_HEALTHY;
import static io.exactlyonce.operator.condition.ConditionType.EXACTLY_ONCE;
import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.plan.condition.Situation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.recovery.RecoveryPlanner;
import io.exactlyonce.operator.plan.transactions.TransactionEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to tell: the difference between two ledgers. So nothing is said twice, however often the
 * same is seen.
 *
 * @param situation that the next ledger was made from
 * @param before ledger as it was
 * @param next ledger as it will be
 * @param choice how the ledger was found
 */
record LedgerEvents(Situation situation, Ledger before, Ledger next, LedgerChoice choice) {
    /** Reasons of Ready that are worth telling though nothing is wrong. */
    private static final List<Reason> NOTABLE =
            List.of(Reason.READY_TO_RUN, Reason.POLICY_DRIFT, Reason.PAUSED, Reason.NOT_RUNNING);

    /** In the order in which it happened; what a revision's event said is not said once more. */
    List<EventNote> notes() {
        List<EventNote> notes = new ArrayList<>();
        beginning().ifPresent(notes::add);
        for (RevisionRecord record : next.history().revisions()) {
            Optional<RevisionRecord> old = before.history().revision(record.number());
            outcome(record, old).ifPresent(notes::add);
            start(record, old).ifPresent(notes::add);
        }
        recovery().ifPresent(notes::add);
        release().ifPresent(notes::add);
        notes.addAll(TransactionEvents.between(before, next));
        for (EventNote note : conditions()) {
            if (notes.stream().noneMatch(told -> told.reason() == note.reason())) {
                notes.add(note);
            }
        }
        return List.copyOf(notes);
    }

    private List<EventNote> conditions() {
        List<EventNote> notes = new ArrayList<>();
        condition(STALLED, ConditionStatus.TRUE).ifPresent(notes::add);
        condition(EXACTLY_ONCE, ConditionStatus.FALSE).ifPresent(notes::add);
        condition(EXACTLY_ONCE, Reason.PARALLELISM_DIFFERS).ifPresent(notes::add);
        condition(CHECKPOINTING_HEALTHY, ConditionStatus.FALSE).ifPresent(notes::add);
        condition(TRANSACTIONS_CLEAN, ConditionStatus.FALSE).ifPresent(notes::add);
        condition(TRANSACTIONS_CLEAN, Reason.FOREIGN_INCARNATION).ifPresent(notes::add);
        NOTABLE.forEach(reason -> condition(READY, reason).ifPresent(notes::add));
        return notes;
    }

    private boolean isJustClosed(Action action) {
        return action instanceof Action.WriteLedger write
                && write.ledger().phase() instanceof Phase.Gone gone
                && gone.since().equals(situation.now());
    }

    private Optional<EventNote> beginning() {
        boolean recreated = choice.others().stream().anyMatch(this::isJustClosed);
        if (recreated) {
            return note(
                    false,
                    Reason.RECREATED,
                    "A deployment of this name was deleted while transactions of it may be open;"
                            + " this one has transactional ids of its own.");
        }
        boolean rebuilt = choice.isNew() && next.history().highest() > 1;
        return rebuilt
                ? note(
                        true,
                        Reason.REBUILT,
                        "The ledger was not there and was rebuilt from annotations: "
                                + next.history().highest()
                                + " revisions; what became of the earlier ones is unknown.")
                : Optional.empty();
    }

    private static Optional<EventNote> outcome(
            RevisionRecord record, Optional<RevisionRecord> old) {
        Outcome was = old.map(RevisionRecord::outcome).orElse(Outcome.UNKNOWN);
        if (was == record.outcome()) {
            return Optional.empty();
        }
        Optional<Reason> reason = reason(record.outcome());
        boolean warning =
                record.outcome() == Outcome.FAILED || record.outcome() == Outcome.ROLLED_BACK;
        return reason.flatMap(known -> note(warning, known, text(record, known)));
    }

    private static Optional<Reason> reason(Outcome outcome) {
        return switch (outcome) {
            case DEPLOYING -> Optional.of(Reason.DEPLOYING);
            case LIVE -> Optional.of(Reason.LIVE);
            case RETIRED -> Optional.of(Reason.RETIRED);
            case SKIPPED -> Optional.of(Reason.SKIPPED);
            case ROLLED_BACK -> Optional.of(Reason.ROLLED_BACK);
            case FAILED -> Optional.of(Reason.FAILED);
            case FINISHED -> Optional.of(Reason.FINISHED);
            default -> Optional.empty();
        };
    }

    /** How a revision started, once the running job has said so. */
    private Optional<EventNote> start(RevisionRecord record, Optional<RevisionRecord> old) {
        Restore was = old.map(RevisionRecord::restore).orElse(Restore.UNKNOWN);
        Restore now = record.restore();
        if (now.equals(was) || now.mode() == was.mode() && now.path().equals(was.path())) {
            return Optional.empty();
        }
        if (now.mode() == Restore.Mode.STATELESS && situation.hadStateBefore(record)) {
            return note(
                    true, Reason.RESTORED_FROM_NOTHING, text(record, Reason.RESTORED_FROM_NOTHING));
        }
        boolean wantedSavepoint =
                situation
                        .deployment()
                        .spec()
                        .text("job", "upgradeMode")
                        .filter("savepoint"::equals)
                        .isPresent();
        if (now.mode() == Restore.Mode.LAST_STATE
                && was.mode() != Restore.Mode.LAST_STATE
                && wantedSavepoint) {
            return note(
                    true,
                    Reason.RESTORED_FROM_LAST_STATE,
                    text(record, Reason.RESTORED_FROM_LAST_STATE));
        }
        return now.confirmed() && !was.path().isEmpty() && !now.path().equals(was.path())
                ? note(true, Reason.RESTORED_ELSEWHERE, text(record, Reason.RESTORED_ELSEWHERE))
                : Optional.empty();
    }

    private Optional<EventNote> recovery() {
        boolean planned = next.plannedRecovery().isPresent();
        if (planned && !next.plannedRecovery().equals(before.plannedRecovery())) {
            return note(
                    false,
                    Reason.RECOVERING,
                    "The job is started again from "
                            + next.plannedRecovery().get().path()
                            + ": upstream cannot take a savepoint of a job that does not run.");
        }
        return !planned && hasSucceeded()
                ? note(false, Reason.RECOVERED, Reason.RECOVERED.title() + ".")
                : Optional.empty();
    }

    /** The job may say that it runs before upstream has noticed. */
    private boolean hasSucceeded() {
        boolean runs =
                situation.deployment().status().isJobRunning()
                        || situation.running().filter(FlinkObservation::isRunning).isPresent();
        return runs
                && before.plannedRecovery()
                        .filter(
                                plan ->
                                        RecoveryPlanner.hasSucceeded(
                                                plan, situation.deployed(), situation.running()))
                        .isPresent();
    }

    /** Told whatever else is to be said of Ready: a job that does not run is released as well. */
    private Optional<EventNote> release() {
        return next.phase() instanceof Phase.Released && before.phase() instanceof Phase.Active
                ? note(
                        false,
                        Reason.RELEASED,
                        Reason.RELEASED.title()
                                + ". What was added to the spec stays in effect; from now on"
                                + " nothing checks it, and no new revision gets a transactional-id"
                                + " prefix of its own.")
                : Optional.empty();
    }

    private Optional<EventNote> condition(ConditionType type, ConditionStatus status) {
        return next.conditions()
                .of(type)
                .filter(condition -> condition.status() == status)
                .filter(this::isNews)
                .flatMap(condition -> tell(condition, true));
    }

    private Optional<EventNote> condition(ConditionType type, Reason reason) {
        return next.conditions()
                .of(type)
                .filter(condition -> condition.reason().equals(reason.text()))
                .filter(this::isNews)
                .flatMap(
                        condition ->
                                tell(
                                        condition,
                                        reason == Reason.PARALLELISM_DIFFERS
                                                || reason == Reason.FOREIGN_INCARNATION));
    }

    private boolean isNews(Condition condition) {
        return before.conditions()
                .of(condition.type())
                .filter(old -> old.status() == condition.status())
                .filter(old -> old.reason().equals(condition.reason()))
                .isEmpty();
    }

    private static Optional<EventNote> tell(Condition condition, boolean warning) {
        return Reason.of(condition.reason())
                .flatMap(reason -> note(warning, reason, condition.message()));
    }

    private static String text(RevisionRecord record, Reason reason) {
        String from = record.restore().path().isEmpty() ? "" : " Start: " + record.restore().path();
        return RevisionKeys.text(record.number()) + ": " + reason.title() + "." + from;
    }

    private static Optional<EventNote> note(boolean warning, Reason reason, String message) {
        return Optional.of(new EventNote(warning, reason, message));
    }
}
