/**
 * What was seen, and how it reads: the JobManager's own, snapshots, brokers. Judges nothing. May
 * depend on {@code plan.upstream}, {@code plan.admission} and {@code plan.action}.
 */
@NullMarked
package io.exactlyonce.operator.plan.evidence;

import org.jspecify.annotations.NullMarked;
