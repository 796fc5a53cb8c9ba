package io.exactlyonce.operator.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something was first seen of a revision; null if it never was.
 *
 * @param planned its number was seen on the FlinkDeployment
 * @param deployed upstream was seen to have begun with it
 * @param live its JobManager was seen
 * @param ended it was seen not to be the deployed one any more
 */
public record RevisionTimes(
        @Nullable Instant planned,
        @Nullable Instant deployed,
        @Nullable Instant live,
        @Nullable Instant ended) {
    /** Nothing was ever seen. */
    public static final RevisionTimes NEVER = new RevisionTimes(null, null, null, null);

    /** The same, completed for an outcome that holds from now on. */
    RevisionTimes reaching(Outcome outcome, Instant now) {
        return switch (outcome) {
            case PLANNED -> new RevisionTimes(or(planned, now), deployed, live, null);
            case DEPLOYING -> new RevisionTimes(or(planned, now), or(deployed, now), live, null);
            case LIVE ->
                    new RevisionTimes(or(planned, now), or(deployed, now), or(live, now), null);
            case UNKNOWN -> this;
            default -> new RevisionTimes(planned, deployed, live, or(ended, now));
        };
    }

    private static Instant or(@Nullable Instant first, Instant now) {
        return first == null ? now : first;
    }
}
