package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.simulation.engine.Requirement;

/** What must hold whatever happens. */
enum Invariant implements Requirement {
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

    @Override
    public String breach() {
        return breach;
    }
}
