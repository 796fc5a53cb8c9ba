package io.exactlyonce.operator.snapshot;

import java.util.List;

/** What starting from a snapshot would do to the transactions that are pending in it. */
public sealed interface PreflightVerdict {

    /** Every pending committable will commit or is committed. */
    record AllSafe() implements PreflightVerdict {}

    /**
     * The brokers aborted some: their records are lost, whatever is restored.
     *
     * @param transactionalIds that are lost, never empty
     */
    record Lost(List<String> transactionalIds) implements PreflightVerdict {
        /** Copies the list. */
        public Lost {
            transactionalIds = List.copyOf(transactionalIds);
        }
    }

    /**
     * The brokers have forgotten some ids: whether those were committed cannot be told any more,
     * and a job that starts from the snapshot fails again and again.
     *
     * @param transactionalIds that are forgotten, never empty
     */
    record Forgotten(List<String> transactionalIds) implements PreflightVerdict {
        /** Copies the list. */
        public Forgotten {
            transactionalIds = List.copyOf(transactionalIds);
        }
    }

    /** There is no complete snapshot at the path. */
    record NotFound() implements PreflightVerdict {}

    /** It could not be told. */
    record Unknown(String reason) implements PreflightVerdict {}
}
