package io.exactlyonce.operator.policy;

/**
 * How transactions are named and how long they may stay open.
 *
 * @param timeout {@code transaction.timeout.ms} of the sinks
 * @param idStem start of every transactional id, and the resource of a PREFIXED ACL
 * @param namingStrategy how the connector names transactions
 * @param orphans what is done with transactions nobody will finish
 */
public record Transactions(
        TransactionTimeout timeout,
        String idStem,
        NamingStrategy namingStrategy,
        OrphanHandling orphans) {

    /** How the connector names transactions. */
    public enum NamingStrategy implements Choice {
        INCREMENTING,
        POOLING;

        @Override
        public String text() {
            return name();
        }
    }

    /** What is done with open transactions of an earlier revision. */
    public enum OrphanHandling implements Choice {
        /** Shown only. */
        REPORT("Report"),
        /** Aborted, once it is proven that no restorable snapshot needs them. */
        FENCE("Fence");

        private final String text;

        OrphanHandling(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }
}
