package io.exactlyonce.job.kafka;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.LostInput;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a start without state begins, and what happens when an offset is gone. The connector takes
 * its {@code auto.offset.reset} from here: its own initializers choose earliest or latest, and a
 * job whose next offset was deleted by retention then jumps, in silence, over what it never read.
 */
@SuppressWarnings("deprecation") // OffsetResetStrategy, by the Kafka client; the connector uses it.
public final class StartingOffsets implements OffsetsInitializer {
    /** Offsets of a first start. */
    @FunctionalInterface
    private interface Start extends Serializable {
        Map<TopicPartition, Long> offsets(
                Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever);
    }

    private final Start start;
    private final LostInput onLostInput;

    private StartingOffsets(Start start, LostInput onLostInput) {
        this.start = start;
        this.onLostInput = onLostInput;
    }

    /** As the configuration says. */
    public static OffsetsInitializer of(ExactlyOnceConfig.Source source) {
        Start start =
                switch (source.startFrom()) {
                    case EARLIEST -> StartingOffsets::ofBeginning;
                    case LATEST -> OffsetsInitializer.latest()::getPartitionOffsets;
                    case TIMESTAMP ->
                            OffsetsInitializer.timestamp(source.startTimestamp())
                                    ::getPartitionOffsets;
                    case GROUP_OFFSETS -> StartingOffsets::ofGroup;
                };
        return new StartingOffsets(start, source.onLostInput());
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        return start.offsets(partitions, retriever);
    }

    @Override
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return onLostInput == LostInput.FAIL
                ? OffsetResetStrategy.NONE
                : OffsetResetStrategy.EARLIEST;
    }

    /**
     * Looked up here: the connector's own initializer leaves a marker for the reader to look up,
     * and until the first record the marker is all that a checkpoint holds. A start from that state
     * begins wherever the partition begins by then, whatever was deleted.
     */
    private static Map<TopicPartition, Long> ofBeginning(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        return retriever.beginningOffsets(partitions);
    }

    /** Looked up here: a partition without an offset begins at its beginning, and only then. */
    private static Map<TopicPartition, Long> ofGroup(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        Map<TopicPartition, Long> offsets = new HashMap<>(retriever.committedOffsets(partitions));
        offsets.values().removeIf(offset -> offset == null || offset < 0);
        Set<TopicPartition> others = new HashSet<>(partitions);
        others.removeAll(offsets.keySet());
        offsets.putAll(retriever.beginningOffsets(others));
        return offsets;
    }
}
