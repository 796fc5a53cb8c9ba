/**
 * Conditions of a ledger, one small decider each, from one {@link
 * io.exactlyonce.operator.plan.condition.Situation}. May depend on {@code plan.recovery}, {@code
 * plan.action} and what they may depend on.
 */
@NullMarked
package io.exactlyonce.operator.plan.condition;

import org.jspecify.annotations.NullMarked;
