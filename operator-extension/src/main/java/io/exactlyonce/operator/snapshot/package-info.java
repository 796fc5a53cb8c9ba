/**
 * Core. Checkpoints and savepoints of a lineage and the pending committables they contain, with a
 * verdict for each. Depends on {@code revision} and {@code policy}.
 */
@NullMarked
package io.exactlyonce.operator.snapshot;

import org.jspecify.annotations.NullMarked;
