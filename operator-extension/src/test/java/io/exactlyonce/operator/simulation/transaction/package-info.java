/**
 * Seeded simulation of sweep, job and recovery among brokers, storage, users and the upstream
 * operator, which fail, crash, delay and race; what must hold is checked at every fence, commit and
 * loss. May depend on the core, the ports and the controller; nothing depends on it.
 */
@NullMarked
package io.exactlyonce.operator.simulation.transaction;

import org.jspecify.annotations.NullMarked;
