package io.exactlyonce.operator.simulation.transaction;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.kafka.RealBroker;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * What a real broker says, asked without the operator's adapter.
 *
 * @param broker of all runs
 * @param partition of this run
 */
record RealAnswers(RealBroker broker, PartitionName partition) {

    Optional<TransactionDescription> described(String id) {
        try {
            var told = broker.admin().describeTransactions(List.of(id)).description(id).get();
            return Optional.of(
                    new TransactionDescription(
                            id,
                            TransactionState.valueOf(told.state().name()),
                            told.producerId(),
                            told.producerEpoch(),
                            Duration.ofMillis(told.transactionTimeoutMs()),
                            null,
                            told.topicPartitions().stream()
                                    .map(it -> new PartitionName(it.topic(), it.partition()))
                                    .collect(Collectors.toSet())));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransactionalIdNotFoundException) {
                return Optional.empty();
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Set<String> ongoing() {
        return RealBroker.done(
                        broker.admin()
                                .listTransactions(
                                        new ListTransactionsOptions()
                                                .filterStates(
                                                        Set.of(
                                                                org.apache.kafka.clients.admin
                                                                        .TransactionState.ONGOING)))
                                .all())
                .stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith("eo1."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void fence(String id) {
        RealBroker.done(broker.admin().fenceProducers(List.of(id)).all());
    }

    /** How often each record is read, once nothing is open. */
    Map<String, Long> read() {
        await("nothing open in " + partition)
                .until(() -> end(IsolationLevel.READ_COMMITTED) == end(null));
        return broker.committed(partition).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private long end(@org.jspecify.annotations.Nullable IsolationLevel level) {
        TopicPartition all = new TopicPartition(partition.topic(), partition.partition());
        var options =
                new org.apache.kafka.clients.admin.ListOffsetsOptions(
                        level == null ? IsolationLevel.READ_UNCOMMITTED : level);
        return RealBroker.done(
                        broker.admin()
                                .listOffsets(Map.of(all, OffsetSpec.latest()), options)
                                .partitionResult(all))
                .offset();
    }
}
