package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.action.EventNote;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the controller is to do, in this order: write the ledger if it changed, act, tell.
 *
 * @param next the ledger as it is to be; null if there is none to write
 * @param events to put on the FlinkDeployment, each said once
 * @param actions in their order
 * @param requeue when to look again, if nothing happens before
 */
public record LedgerPlan(
        @Nullable Ledger next, List<EventNote> events, List<Action> actions, Duration requeue) {

    /** Copies the lists. */
    public LedgerPlan {
        events = List.copyOf(events);
        actions = List.copyOf(actions);
    }

    /** The ledger as it is to be; empty if there is none to write. */
    public Optional<Ledger> ledger() {
        return Optional.ofNullable(next);
    }
}
