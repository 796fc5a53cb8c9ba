package io.exactlyonce.operator.simulation;

import java.util.function.Supplier;

/** What must hold whatever happens. */
enum Invariant {
    PREFIX_BELONGS_TO_ONE_DEPLOYMENT("Two deployments ran under one transactional-id prefix"),
    PREFIX_BELONGS_TO_ONE_REVISION("Two specs ran under one transactional-id prefix"),
    NUMBER_BELONGS_TO_ONE_SPEC("A revision number was given to a second spec"),
    INJECTED_CHANGES_WITH_REVISION_ONLY("What we injected changed within a revision"),
    USER_VALUE_STAYS("A value of the user's was changed or taken away"),
    ADDS_ONLY_WHAT_IS_OURS("Something was added that is none of ours"),
    IDEMPOTENT("The same write once more gave another object"),
    COMPLETE("A labelled deployment may run without something it needs"),
    LEDGER_CLAIMS_WHAT_IS_TRUE("A ledger claims what is not so, or what nobody could know"),
    LEDGER_HOLDS_EVERY_PREFIX("A ledger lacks a number that was given out"),
    LEDGER_IS_STABLE("The same look once more changed the ledger, or told an event again");

    private final String breach;

    Invariant(String breach) {
        this.breach = breach;
    }

    /** Throws unless it holds; only then is the evidence written down. */
    void require(boolean holds, Supplier<String> evidence) {
        if (!holds) {
            throw new Broken(this, breach + ": " + evidence.get());
        }
    }

    /** An invariant does not hold. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;

        private final Invariant invariant;

        Broken(Invariant invariant, String message) {
            super(invariant + ": " + message);
            this.invariant = invariant;
        }

        Invariant invariant() {
            return invariant;
        }
    }
}
