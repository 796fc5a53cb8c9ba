package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.TopicReader.Span;
import io.exactlyonce.job.audit.report.StalledPartition;
import io.exactlyonce.job.audit.report.StalledPartition.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the transactions that hold back committed reads. Every step may be refused to this user or
 * fail with the broker; then the rest is told, with what is missing.
 */
final class OpenTransactions {
    private final Admin admin;
    private final Clock clock;

    OpenTransactions(Admin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    /** Looks at the partitions where committed reads stay at the given positions. */
    List<StalledPartition> explain(
            Map<TopicPartition, Long> positions, Map<TopicPartition, Span> spans) {
        List<StalledPartition> stalled = new ArrayList<>();
        positions.forEach(
                (partition, position) -> {
                    Span span = spans.get(partition);
                    stalled.add(explain(partition, position, span == null ? 0 : span.end()));
                });
        stalled.sort(
                Comparator.comparing(StalledPartition::topic)
                        .thenComparing(StalledPartition::partition));
        return stalled;
    }

    private StalledPartition explain(TopicPartition partition, long position, long end) {
        List<Transaction> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try {
            for (ProducerState producer : producers(partition)) {
                if (producer.currentTransactionStartOffset().isPresent()) {
                    found.add(describe(producer, problems));
                }
            }
            if (found.isEmpty()) {
                problems.add("no open transaction there any more: try again");
            }
        } catch (ExecutionException e) {
            problems.add(problem("its producers", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new StalledPartition(
                partition.topic(),
                partition.partition(),
                position,
                end,
                found,
                problems.isEmpty() ? null : String.join("; ", problems));
    }

    private List<ProducerState> producers(TopicPartition partition)
            throws ExecutionException, InterruptedException {
        return admin.describeProducers(List.of(partition))
                .partitionResult(partition)
                .get()
                .activeProducers();
    }

    private Transaction describe(ProducerState producer, List<String> problems)
            throws InterruptedException {
        String id = null;
        Long age = null;
        Long timeout = null;
        try {
            // A producer id belongs to one transactional id.
            for (TransactionListing listing : listings(producer.producerId())) {
                id = listing.transactionalId();
                TransactionDescription description =
                        admin.describeTransactions(List.of(id)).description(id).get();
                timeout = description.transactionTimeoutMs();
                if (description.transactionStartTimeMs().isPresent()) {
                    age = clock.millis() - description.transactionStartTimeMs().getAsLong();
                }
            }
            if (id == null) {
                problems.add(
                        "no coordinator lists producer "
                                + producer.producerId()
                                + " as ongoing: it is being decided, it hangs, or DESCRIBE on its"
                                + " transactional id is not granted");
            }
        } catch (ExecutionException e) {
            problems.add(problem("its transactional id", e));
        }
        return new Transaction(
                id,
                producer.producerId(),
                producer.producerEpoch(),
                producer.currentTransactionStartOffset().orElse(0),
                age,
                timeout);
    }

    private Iterable<TransactionListing> listings(long producerId)
            throws ExecutionException, InterruptedException {
        return admin.listTransactions(
                        new ListTransactionsOptions()
                                .filterStates(List.of(TransactionState.ONGOING))
                                .filterProducerIds(List.of(producerId)))
                .all()
                .get();
    }

    private static String problem(String what, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return what + " cannot be read: " + cause.getClass().getSimpleName();
    }
}
