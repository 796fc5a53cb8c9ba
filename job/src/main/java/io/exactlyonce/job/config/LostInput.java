package io.exactlyonce.job.config;

import java.util.Locale;

/** What a source does when the next record it should read is gone. */
public enum LostInput {
    /** Stops: records that were never read are a loss, and a loss is never silent. */
    FAIL,
    /** Goes on with the oldest record that is left. */
    SKIP_TO_EARLIEST;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
