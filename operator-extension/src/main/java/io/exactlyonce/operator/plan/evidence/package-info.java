/**
 * What was seen, and how it reads: upstream's account, the JobManager's own, snapshots, brokers.
 * Judges nothing. May depend on {@code plan.admission} and {@code plan.action}.
 */
@NullMarked
package io.exactlyonce.operator.plan.evidence;

import org.jspecify.annotations.NullMarked;
