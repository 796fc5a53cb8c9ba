/**
 * Which open transactions somebody will finish, which nobody will, what holds up readers, and what
 * is lost: for deployments that are there and for those that are gone. May depend on {@code
 * plan.condition} and what that may depend on.
 */
@NullMarked
package io.exactlyonce.operator.plan.transactions;

import org.jspecify.annotations.NullMarked;
