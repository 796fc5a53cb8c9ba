package io.exactlyonce.operator.ledger;

import java.time.Instant;

/**
 * A transaction that a snapshot holds pending and the brokers have aborted: its records were
 * counted as written, and never will be.
 *
 * @param transactionalId in full
 * @param revision it belongs to; 0 if that cannot be told
 * @param snapshot that holds it pending
 * @param seenAt when it was found out
 */
public record Loss(String transactionalId, int revision, String snapshot, Instant seenAt) {}
