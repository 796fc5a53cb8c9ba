package io.exactlyonce.operator.policy;

/**
 * What happens when things go wrong or end.
 *
 * @param recovery who starts a deployment that upstream waits for in vain
 * @param unknownContract what to do with a write while the brokers' limits are unknown
 * @param deletionPolicy what becomes of open transactions when a deployment is deleted
 */
public record Conduct(
        Recovery recovery, UnknownContract unknownContract, DeletionPolicy deletionPolicy) {

    /** Who starts a crash-looping deployment again. */
    public enum Recovery implements Choice {
        /** The controller, if every pending committable is provably safe. */
        AUTOMATIC("Automatic"),
        /** A person, by an annotation. */
        MANUAL("Manual");

        private final String text;

        Recovery(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** What to do while no broker has told its limits. */
    public enum UnknownContract implements Choice {
        /** Let the write pass; the condition stays {@code Unknown}. */
        ADMIT("Admit"),
        /** Refuse the write. */
        REFUSE("Refuse");

        private final String text;

        UnknownContract(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** What becomes of open transactions when a deployment is deleted. */
    public enum DeletionPolicy implements Choice {
        /** What a completed checkpoint counted is committed, the rest is aborted. */
        SETTLE("Settle"),
        /** All are aborted: records since the last commit never become visible. */
        ABORT("Abort"),
        /** None is touched: they end by their timeout. */
        LEAVE("Leave");

        private final String text;

        DeletionPolicy(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }
}
