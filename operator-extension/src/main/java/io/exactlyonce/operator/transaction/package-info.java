/**
 * Core. Open transactions as the brokers report them, and the decision which of them may be fenced:
 * none that a restorable snapshot protects. May depend on {@code revision} and {@code snapshot}.
 */
@NullMarked
package io.exactlyonce.operator.transaction;

import org.jspecify.annotations.NullMarked;
