package io.exactlyonce.job.commit;

import java.util.Map;
import java.util.Set;

/** Asks the brokers about transactions. */
@FunctionalInterface
interface TransactionsPort {
    /** An answer for every id; failures are answers too. */
    Map<String, TransactionAnswer> ask(Set<String> transactionalIds) throws InterruptedException;
}
