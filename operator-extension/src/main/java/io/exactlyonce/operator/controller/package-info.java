/**
 * Shell. The reconciler: observe, plan, execute, report. May depend on {@code port} and the core,
 * never on an adapter.
 */
@NullMarked
package io.exactlyonce.operator.controller;

import org.jspecify.annotations.NullMarked;
