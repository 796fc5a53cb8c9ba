package io.exactlyonce.job.config;

import java.util.Locale;

/** What the sink does when the brokers can no longer tell whether a commit happened. */
public enum UnknownCommit {
    /** Goes on without it: an ERROR in the log, and a counter. */
    CONTINUE,
    /** Stops the job, as a loss does. */
    FAIL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
