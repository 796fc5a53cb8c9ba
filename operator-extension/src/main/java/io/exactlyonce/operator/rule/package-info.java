/**
 * Core. One small class per rule, each with a stable code and a message that says what was seen,
 * why it endangers exactly-once, and the exact fix. May depend on every core package but {@code
 * plan}.
 */
@NullMarked
package io.exactlyonce.operator.rule;

import org.jspecify.annotations.NullMarked;
