/**
 * Wiring only: the process entry point, which gives the front ends their adapters. Everything below
 * is either core (pure decisions on immutable records) or shell (effects); may depend on all of it,
 * and nothing depends on this package.
 */
@NullMarked
package io.exactlyonce.operator;

import org.jspecify.annotations.NullMarked;
