package io.exactlyonce.operator.simulation.engine;

import java.util.function.Supplier;

/** What must hold whatever happens; an enum of each simulation lists its own. */
public interface Requirement {
    /** What is wrong where it does not hold. */
    String breach();

    /** Throws unless it holds; only then is the evidence written down. */
    default void require(boolean holds, Supplier<String> evidence) {
        if (!holds) {
            throw new Broken(this, breach() + ": " + evidence.get());
        }
    }

    /** A requirement does not hold. */
    final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;

        private final Requirement requirement;

        private Broken(Requirement requirement, String message) {
            super(requirement + ": " + message);
            this.requirement = requirement;
        }

        Requirement requirement() {
            return requirement;
        }
    }
}
