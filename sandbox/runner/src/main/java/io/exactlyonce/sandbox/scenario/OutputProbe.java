package io.exactlyonce.sandbox.scenario;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Looks at the output topics from outside, through Kafka's admin client only. */
public final class OutputProbe {
    private final Admin admin;
    private final List<TopicPartition> partitions;

    OutputProbe(Admin admin, RunPlan plan) {
        this.admin = admin;
        this.partitions =
                Stream.of(plan.outputTopic(), plan.deadLetterTopic())
                        .flatMap(
                                topic ->
                                        IntStream.range(0, RunPlan.PARTITIONS)
                                                .mapToObj(i -> new TopicPartition(topic, i)))
                        .toList();
    }

    /** All partitions that the job writes. */
    List<TopicPartition> partitions() {
        return partitions;
    }

    /**
     * Offsets of the output, summed over its partitions; transaction markers count too.
     *
     * @param committed the last stable offsets: what a read_committed consumer can reach
     * @param written the ends of the logs: what a read_uncommitted consumer can reach
     */
    public record Ends(long committed, long written) {
        /** Written and not decided yet. */
        public long open() {
            return written - committed;
        }
    }

    /** Where the output stands now. */
    public Ends ends() throws ExecutionException, InterruptedException {
        // In this order: what is committed in between is not taken for open.
        long written = sum(IsolationLevel.READ_UNCOMMITTED);
        long committed = sum(IsolationLevel.READ_COMMITTED);
        return new Ends(committed, Math.max(written, committed));
    }

    private long sum(IsolationLevel isolation) throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(
                        partitions.stream()
                                .collect(
                                        Collectors.toMap(
                                                Function.identity(),
                                                unused -> OffsetSpec.latest())),
                        new ListOffsetsOptions(isolation))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    /** Transactions of this run's job that are open now, of all revisions. */
    public Collection<TransactionListing> openTransactions()
            throws ExecutionException, InterruptedException {
        return admin
                .listTransactions(
                        new ListTransactionsOptions()
                                .filterStates(List.of(TransactionState.ONGOING)))
                .all()
                .get()
                .stream()
                .filter(listing -> listing.transactionalId().startsWith(RunPlan.ID_STEM))
                .toList();
    }

    /** True when a completed checkpoint covers all of these offsets of the input. */
    boolean isProcessed(String group, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group).get();
        return ends.entrySet().stream()
                .allMatch(
                        end -> {
                            OffsetAndMetadata offset = offsets.get(end.getKey());
                            return offset != null && offset.offset() >= end.getValue();
                        });
    }
}
