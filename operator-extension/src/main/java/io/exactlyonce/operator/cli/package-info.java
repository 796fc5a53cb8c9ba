/**
 * Shell. The same planner on files, without a cluster, and break-glass commands. May depend on
 * {@code port}, {@code manifest}, {@code settings} and the core, never on an adapter.
 */
@NullMarked
package io.exactlyonce.operator.cli;

import org.jspecify.annotations.NullMarked;
