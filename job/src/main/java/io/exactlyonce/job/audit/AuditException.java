package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.report.AuditReport.Obstacle;
import io.exactlyonce.job.audit.report.StalledPartition;
import java.util.List;

/** Why an audit could not be done, as one line for the user. */
abstract sealed class AuditException extends RuntimeException {
    private AuditException(String message) {
        super(message);
    }

    /** The question is wrong: asking it again cannot help. */
    static final class WrongUse extends AuditException {
        WrongUse(String message) {
            super(message);
        }
    }

    /** The answer is not known (yet). */
    static final class Incomplete extends AuditException {
        // Never serialised: exceptions of this command end in its last line.
        private final transient Obstacle obstacle;

        Incomplete(String message) {
            this(message, List.of());
        }

        Incomplete(String message, List<StalledPartition> stalled) {
            super(message);
            this.obstacle = new Obstacle(List.of(message), stalled);
        }

        Obstacle obstacle() {
            return obstacle;
        }
    }
}
