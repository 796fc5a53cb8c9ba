package io.exactlyonce.operator.condition;

import java.time.Instant;

/**
 * One condition as a status holds it.
 *
 * @param reason text of a {@link Reason}; a newer version may have written another one
 * @param message what was seen, why it matters, what to change
 * @param observedGeneration generation of the FlinkDeployment that it was decided for
 * @param lastTransitionTime since when the status is what it is, second precision
 */
public record Condition(
        ConditionType type,
        ConditionStatus status,
        String reason,
        String message,
        long observedGeneration,
        Instant lastTransitionTime) {

    /** Whether status and reason are these. */
    public boolean is(ConditionStatus expected, Reason because) {
        return status == expected && reason.equals(because.text());
    }
}
