package io.exactlyonce.operator.policy;

import java.util.List;

/** What reading a policy gave. */
public sealed interface PolicyReading {
    /** The policy can be used. */
    record Valid(Policy policy) implements PolicyReading {}

    /**
     * The policy cannot be used.
     *
     * @param violations everything that is wrong with it, never empty
     */
    record Invalid(List<PolicyViolation> violations) implements PolicyReading {
        /** Copies the list. */
        public Invalid {
            violations = List.copyOf(violations);
        }
    }
}
