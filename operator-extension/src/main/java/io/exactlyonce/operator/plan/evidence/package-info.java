/**
 * What was seen, and how it reads: the JobManager's own account, snapshots, brokers. Judges
 * nothing. May depend on {@code plan.admission} and {@code plan.upstream}.
 */
@NullMarked
package io.exactlyonce.operator.plan.evidence;

import org.jspecify.annotations.NullMarked;
