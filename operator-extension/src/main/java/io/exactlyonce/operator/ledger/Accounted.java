package io.exactlyonce.operator.ledger;

/**
 * That everything which the newest snapshot of a stopped job held pending is over. Nothing of that
 * can change any more, so neither storage nor brokers are asked again while the stop is the same.
 *
 * @param stop it holds for, and for no other
 * @param snapshot that was the newest; empty text if the job never made one
 * @param committed how many of its transactions are committed; a start from it commits them again,
 *     which works as long as the brokers know their ids
 * @param untold how many of its transactions nobody can tell the end of
 */
public record Accounted(Stop stop, String snapshot, int committed, int untold) {}
