package io.exactlyonce.job.audit;

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
        List<OpenTransaction> transactions,
        @Nullable String problem) {

    /** As shown to people. */
    String text() {
        String cause =
                transactions.stream().map(OpenTransaction::text).collect(Collectors.joining(", "));
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
}
