package io.exactlyonce.operator.transaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds what holds the last stable offset of partitions. */
public final class Stalls {
    private Stalls() {}

    /**
     * One for each partition whose careful readers wait.
     *
     * @param ends of the partitions
     * @param producers with an open transaction, by partition
     * @param transactions that coordinators know, in any state
     */
    public static List<Stall> of(
            Map<PartitionName, PartitionEnd> ends,
            Map<PartitionName, List<OpenProducer>> producers,
            Collection<TransactionDescription> transactions) {
        List<Stall> stalls = new ArrayList<>();
        new TreeMap<>(ends)
                .forEach(
                        (partition, end) -> {
                            if (end.lag() > 0) {
                                producers.getOrDefault(partition, List.of()).stream()
                                        .min(Comparator.comparingLong(OpenProducer::startOffset))
                                        .map(
                                                first ->
                                                        new Stall(
                                                                partition,
                                                                end,
                                                                first,
                                                                holder(first, transactions)
                                                                        .orElse(null)))
                                        .ifPresent(stalls::add);
                            }
                        });
        return List.copyOf(stalls);
    }

    /** By the producer's id, which belongs to one transactional id at a time. */
    private static Optional<TransactionDescription> holder(
            OpenProducer producer, Collection<TransactionDescription> transactions) {
        return transactions.stream()
                .filter(known -> known.producerId() == producer.producerId())
                .findFirst();
    }
}
