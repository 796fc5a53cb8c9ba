package io.exactlyonce.operator.transaction;

import io.exactlyonce.operator.revision.TransactionalIdPrefix;

/**
 * An open transaction whose id has our format.
 *
 * @param description as its coordinator gives it
 * @param prefix that its id begins with
 */
public record OpenTransaction(TransactionDescription description, TransactionalIdPrefix prefix) {

    public int revision() {
        return prefix.revision();
    }

    public String id() {
        return description.transactionalId();
    }
}
