/**
 * Core. What Flink writes into a snapshot, read far enough to find the transactions it holds
 * pending: no class is loaded by name, every length is bounded, and what is not understood is an
 * error. Depends on {@code snapshot} and {@code policy}; files come in through a function.
 */
@NullMarked
package io.exactlyonce.operator.snapshot.format;

import org.jspecify.annotations.NullMarked;
