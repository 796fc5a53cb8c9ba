package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.action.Action;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledgers of a name before and after a plan was carried out.
 *
 * @param before by identity
 * @param after by identity; without those that were removed
 * @param own of the deployment that is there, after; the newest element of {@code after} is no
 *     substitute for it
 */
record Ledgers(
        Map<LedgerIdentity, Ledger> before,
        Map<LedgerIdentity, Ledger> after,
        Optional<Ledger> own) {

    static Ledgers of(List<Ledger> seen, LedgerPlan plan) {
        Map<LedgerIdentity, Ledger> before = new LinkedHashMap<>();
        seen.forEach(ledger -> before.put(ledger.identity(), ledger));
        Map<LedgerIdentity, Ledger> after = new LinkedHashMap<>(before);
        plan.ledger().ifPresent(next -> after.put(next.identity(), next));
        for (Action action : plan.actions()) {
            if (action instanceof Action.WriteLedger write) {
                after.put(write.ledger().identity(), write.ledger());
            } else if (action instanceof Action.RemoveLedger removal) {
                after.remove(removal.identity());
            }
        }
        return new Ledgers(Map.copyOf(before), Map.copyOf(after), plan.ledger());
    }

    /** The same ledger before; an empty one if it was not there. */
    Ledger before(Ledger ledger) {
        return before.getOrDefault(ledger.identity(), Ledger.of(ledger.identity()));
    }
}
