package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionStatus.FALSE;
import static io.exactlyonce.operator.condition.ConditionStatus.UNKNOWN;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.RevisionRecord;
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

    private Farewell() {}

    /** The plan for a name that no deployment bears. */
    static LedgerPlan plan(List<Ledger> ledgers, Instant now) {
        List<Action> actions = new ArrayList<>();
        for (Ledger ledger : ledgers) {
            to(ledger, now).ifPresent(actions::add);
        }
        Duration requeue =
                ledgers.stream()
                        .map(ledger -> gone(ledger, now).expiresAt())
                        .filter(expiry -> expiry.isAfter(now))
                        .map(expiry -> Duration.between(now, expiry))
                        .min(Duration::compareTo)
                        .filter(wait -> wait.compareTo(LONGEST_WAIT) < 0)
                        .orElse(LONGEST_WAIT);
        return new LedgerPlan(null, List.of(), actions, requeue);
    }

    /** What becomes of one ledger; empty if it stays as it is. */
    static Optional<Action> to(Ledger ledger, Instant now) {
        boolean neverHadAny = ledger.history().equals(History.NONE);
        if (neverHadAny || !gone(ledger, now).expiresAt().isAfter(now)) {
            return Optional.of(new Action.RemoveLedger(ledger.identity()));
        }
        return ledger.phase() instanceof Phase.Gone
                ? Optional.empty()
                : Optional.of(new Action.WriteLedger(closed(ledger, now)));
    }

    private static Phase.Gone gone(Ledger ledger, Instant now) {
        return ledger.phase() instanceof Phase.Gone gone ? gone : Phase.Gone.at(now);
    }

    private static Ledger closed(Ledger ledger, Instant now) {
        Phase.Gone gone = Phase.Gone.at(now);
        long generation =
                ledger.conditions().all().stream()
                        .mapToLong(condition -> condition.observedGeneration())
                        .max()
                        .orElse(0);
        return ledger.with(gone)
                .with(ledger.history().map(record -> ended(record, now)))
                .recovering(null)
                .with(ledger.conditions().next(verdicts(gone), generation, now));
    }

    private static RevisionRecord ended(RevisionRecord record, Instant now) {
        return switch (record.outcome()) {
            case LIVE, DEPLOYING, SUSPENDED -> record.reaching(Outcome.SUPERSEDED, now);
            // Upstream may have deployed it while nobody looked.
            case PLANNED -> record.reaching(Outcome.UNKNOWN, now);
            default -> record;
        };
    }

    private static List<Verdict> verdicts(Phase.Gone gone) {
        String message =
                "The FlinkDeployment is deleted. The ledger is kept until "
                        + gone.expiresAt()
                        + ", when the brokers have forgotten its transactions.";
        return Arrays.stream(ConditionType.values())
                .map(type -> new Verdict(type, status(type), Reason.GONE, message))
                .toList();
    }

    private static ConditionStatus status(ConditionType type) {
        return switch (type) {
            case READY, RECONCILING, STALLED -> FALSE;
            default -> UNKNOWN;
        };
    }
}
