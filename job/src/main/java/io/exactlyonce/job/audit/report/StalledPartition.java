package io.exactlyonce.job.audit.report;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A partition that could not be read to the end.
 *
 * @param topic name
 * @param partition number
 * @param position offset that committed reads reached
 * @param end offset they had to reach
 * @param transactions the open ones that hold them back
 * @param problem why the transactions are not (all) known; null if they are
 */
public record StalledPartition(
        String topic,
        int partition,
        long position,
        long end,
        List<Transaction> transactions,
        @Nullable String problem) {

    /** As shown to people. */
    public String text() {
        String cause =
                transactions.stream().map(Transaction::text).collect(Collectors.joining(", "));
        return topic
                + "/"
                + partition
                + " stays at offset "
                + position
                + " of "
                + end
                + (cause.isEmpty() ? "" : ": " + cause)
                + (problem == null ? "" : " (" + problem + ")");
    }

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
    public record Transaction(
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
}
