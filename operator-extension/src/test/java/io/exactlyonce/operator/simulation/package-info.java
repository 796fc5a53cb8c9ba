/**
 * Seeded simulations of the pure planners among users, an API server, the upstream operator and a
 * broker that crash, retry, reorder and conflict between any two steps; after every step the
 * invariants are checked. May depend on the core; nothing depends on it.
 */
@NullMarked
package io.exactlyonce.operator.simulation;

import org.jspecify.annotations.NullMarked;
