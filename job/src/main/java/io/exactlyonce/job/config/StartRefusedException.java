package io.exactlyonce.job.config;

import java.util.List;

/** The job does not start: its configuration cannot be exactly-once. Lists every violation. */
public final class StartRefusedException extends RuntimeException {
    private final transient List<Violation> violations;

    public StartRefusedException(List<Violation> violations) {
        super(Violation.describe(violations));
        this.violations = List.copyOf(violations);
    }

    /** What is wrong, in the order of the checks. */
    public List<Violation> violations() {
        return violations;
    }
}
