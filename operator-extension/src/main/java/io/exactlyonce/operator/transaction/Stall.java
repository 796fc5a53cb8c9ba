package io.exactlyonce.operator.transaction;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What careful readers of a partition wait for.
 *
 * @param partition the partition
 * @param end where it ends for careless and for careful readers
 * @param producer whose open transaction begins at the last stable offset
 * @param holder the transaction as a coordinator knows it; null if none does
 */
public record Stall(
        PartitionName partition,
        PartitionEnd end,
        OpenProducer producer,
        @Nullable TransactionDescription holder) {

    public Optional<TransactionDescription> known() {
        return Optional.ofNullable(holder);
    }

    /** Whether the same transaction holds the same place. */
    public boolean isSameAs(Stall other) {
        return partition.equals(other.partition)
                && producer.producerId() == other.producer.producerId()
                && producer.epoch() == other.producer.epoch()
                && producer.startOffset() == other.producer.startOffset();
    }

    /**
     * Whether no coordinator will ever end it: its marker was lost (KAFKA-14402 and earlier), and
     * only an abort by hand helps. For every other one that command would destroy data, because a
     * coordinator that says Ongoing lets the job's later commit succeed with nothing visible.
     */
    public boolean isHanging() {
        return holder == null || !holder.isOngoing() && !isEnding(holder.state());
    }

    /**
     * What ends it if it hangs, for a person: it writes a marker past the coordinator, which is a
     * loss for every transaction that a coordinator knows. Never run by this program.
     */
    public String abortCommand() {
        return "kafka-transactions.sh --bootstrap-server … abort --topic "
                + partition.topic()
                + " --partition "
                + partition.partition()
                + " --start-offset "
                + producer.startOffset();
    }

    private static boolean isEnding(TransactionState state) {
        return switch (state) {
            case PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE -> true;
            default -> false;
        };
    }
}
