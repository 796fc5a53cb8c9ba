package io.exactlyonce.operator.plan.action;

import io.exactlyonce.operator.condition.Reason;

/**
 * An event on the FlinkDeployment, or on the ledger of one that is gone.
 *
 * @param warning whether somebody should look at it
 * @param message what was seen, why it matters, what to change
 */
public record EventNote(boolean warning, Reason reason, String message) {}
