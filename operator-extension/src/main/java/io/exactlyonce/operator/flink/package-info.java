/**
 * Shell. The Flink port on a JobManager's REST interface: effective configuration, checkpoints,
 * committers. May depend on {@code port} and the core.
 */
@NullMarked
package io.exactlyonce.operator.flink;

import org.jspecify.annotations.NullMarked;
