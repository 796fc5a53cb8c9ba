package io.exactlyonce.job.audit;

import org.jspecify.annotations.Nullable;

/**
 * A transaction that holds back committed reads.
 *
 * @param transactionalId null if no coordinator names it, or may not name it to this user
 * @param producerId given by the broker
 * @param epoch of the producer
 * @param startOffset its first record in the partition
 * @param ageMs since it was opened, in milliseconds; null if not known
 * @param timeoutMs the broker aborts it at this age, in milliseconds; null if not known
 */
public record OpenTransaction(
        @Nullable String transactionalId,
        long producerId,
        int epoch,
        long startOffset,
        @Nullable Long ageMs,
        @Nullable Long timeoutMs) {

    /** As shown to people. */
    String text() {
        return "transaction "
                + (transactionalId == null ? "with unknown id" : "'" + transactionalId + "'")
                + " (producer id "
                + producerId
                + ", epoch "
                + epoch
                + ", first offset "
                + startOffset
                + ", age "
                + seconds(ageMs)
                + ", timeout "
                + seconds(timeoutMs)
                + ")";
    }

    private static String seconds(@Nullable Long milliseconds) {
        return milliseconds == null ? "unknown" : milliseconds / 1000 + " s";
    }
}
