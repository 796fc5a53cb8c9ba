/**
 * Shell. The snapshot port on checkpoint storage: reads metadata and pending committables, loads no
 * class by name. May depend on {@code port} and the core.
 */
@NullMarked
package io.exactlyonce.operator.storage;

import org.jspecify.annotations.NullMarked;
