/**
 * What is known and decided of open Kafka transactions: whose they are, what becomes of what a
 * snapshot holds pending, which may be fenced, until when a stopped job has to be back. Pure; may
 * use {@code ledger}, {@code policy}, {@code revision} and {@code snapshot}.
 */
@NullMarked
package io.exactlyonce.operator.transaction;

import org.jspecify.annotations.NullMarked;
