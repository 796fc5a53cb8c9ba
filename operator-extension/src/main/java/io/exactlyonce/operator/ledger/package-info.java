/**
 * Core. The {@code TransactionLedger}: every prefix ever deployed and what became of its
 * transactions, as immutable records. May depend on {@code condition}, {@code deployment} (for
 * {@code Fields}), {@code revision}, {@code snapshot} and {@code transaction}.
 */
@NullMarked
package io.exactlyonce.operator.ledger;

import org.jspecify.annotations.NullMarked;
