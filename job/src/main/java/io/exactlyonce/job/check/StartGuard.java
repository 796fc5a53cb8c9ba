package io.exactlyonce.job.check;

import io.exactlyonce.job.config.StartRefusedException;
import io.exactlyonce.job.config.Violation;
import java.io.Serializable;
import java.util.List;

/**
 * What was last known to be wrong with a job, carried by its sinks: one that goes past the check at
 * start fails when a sink opens, before its first record. Changes end with the job graph, which
 * takes a copy.
 */
public final class StartGuard implements Serializable {
    private List<Violation> violations = List.of();

    /** Replaces what was known. */
    public void refuse(List<Violation> found) {
        violations = List.copyOf(found);
    }

    /**
     * Lets a sink open.
     *
     * @throws StartRefusedException when something is wrong
     */
    public void pass() {
        if (!violations.isEmpty()) {
            throw new StartRefusedException(violations);
        }
    }
}
