package io.exactlyonce.job.commit;

import org.apache.kafka.clients.admin.TransactionState;

/** What the brokers say about a transactional id. */
sealed interface TransactionAnswer {
    /**
     * The coordinator's own words.
     *
     * @param state of the newest transaction of the id
     * @param producerId of its newest producer
     * @param epoch of that producer
     * @param epochPerTransaction whether every end of a transaction raises the epoch: {@code
     *     transaction.version} 2 (KIP-890)
     */
    record Described(
            TransactionState state, long producerId, int epoch, boolean epochPerTransaction)
            implements TransactionAnswer {
        @Override
        public String toString() {
            return state + " with producer " + producerId + ", epoch " + epoch;
        }
    }

    /** No coordinator knows the id. */
    record NotFound() implements TransactionAnswer {
        @Override
        public String toString() {
            return "that they do not know the id";
        }
    }

    /** The job may not ask; asking again changes nothing. */
    record Refused(String reason) implements TransactionAnswer {
        @Override
        public String toString() {
            return reason;
        }
    }

    /** Nobody answered: nothing may be concluded. */
    record NoAnswer(String reason) implements TransactionAnswer {
        @Override
        public String toString() {
            return "nothing (" + reason + ")";
        }
    }
}
