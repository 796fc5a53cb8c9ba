/**
 * Whether and from which snapshot a job that does not come up is started again. May depend on
 * {@code plan.evidence} and what that may depend on.
 */
@NullMarked
package io.exactlyonce.operator.plan.recovery;

import org.jspecify.annotations.NullMarked;
