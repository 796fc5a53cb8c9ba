package io.exactlyonce.operator.transaction;

/** States of a transactional id, as the transaction coordinator names them. */
public enum TransactionState {
    /** No transaction; also follows the commit of a recovered one. */
    EMPTY,
    /** Records were written, and neither commit nor abort has begun. */
    ONGOING,
    PREPARE_COMMIT,
    PREPARE_ABORT,
    COMPLETE_COMMIT,
    COMPLETE_ABORT,
    /** The coordinator aborts it because a newer producer asked for the id, or its time was up. */
    PREPARE_EPOCH_FENCE,
    /** The id is being forgotten. */
    DEAD,
    /** A state of a newer Kafka. */
    UNKNOWN
}
