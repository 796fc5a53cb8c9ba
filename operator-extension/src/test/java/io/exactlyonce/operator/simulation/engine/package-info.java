/**
 * What seeded simulations have in common: dice, invariants, the search for the smallest run that
 * breaks one, and many runs at a time. May depend on nothing of the product.
 */
@NullMarked
package io.exactlyonce.operator.simulation.engine;

import org.jspecify.annotations.NullMarked;
