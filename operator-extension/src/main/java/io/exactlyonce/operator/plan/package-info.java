/**
 * Core. From one observation to one plan: which fields to add, which writes to refuse, which
 * transactions to fence, what to report. May depend on every other core package; time comes in as
 * an argument.
 */
@NullMarked
package io.exactlyonce.operator.plan;

import org.jspecify.annotations.NullMarked;
