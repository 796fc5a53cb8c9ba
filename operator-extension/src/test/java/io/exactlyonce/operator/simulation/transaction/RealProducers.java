package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.snapshot.Committable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Producers of one run. One that is killed is just not used any more, and its transaction stays.
 */
final class RealProducers {
    private final String bootstrapServers;
    private final String topic;
    private final Map<Committable, KafkaProducer<byte[], byte[]>> all = new HashMap<>();
    private final Map<Committable, Long> written = new HashMap<>();
    private final Set<Committable> failed = new HashSet<>();

    RealProducers(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /** A new one, which is the newest of its id; what it is, the coordinator is asked. */
    Committable take(String id, Supplier<Committable> asked) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "transactional.id",
                                id,
                                "transaction.timeout.ms",
                                (int) RealBrokers.REAL_TIMEOUT.toMillis(),
                                "enable.metrics.push",
                                false),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
        Committable taken = asked.get();
        all.put(taken, producer);
        return taken;
    }

    /** Its text is the transaction's, so that readers can be asked what they see of it. */
    boolean write(Committable transaction) {
        KafkaProducer<byte[], byte[]> producer = all.get(transaction);
        if (producer == null || failed.contains(transaction)) {
            return false;
        }
        try {
            if (!written.containsKey(transaction)) {
                producer.beginTransaction();
            }
            producer.send(
                            new ProducerRecord<>(
                                    topic, transaction.toString().getBytes(StandardCharsets.UTF_8)))
                    .get();
            written.merge(transaction, 1L, Long::sum);
            return true;
        } catch (ExecutionException | KafkaException e) {
            failed.add(transaction);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many records of each transaction the broker took. */
    Map<Committable, Long> written() {
        return Map.copyOf(written);
    }

    void commit(Committable transaction) {
        all.get(transaction).commitTransaction();
        drop(transaction);
    }

    void abort(Committable transaction) {
        if (!failed.contains(transaction)) {
            all.get(transaction).abortTransaction();
            drop(transaction);
        }
    }

    private void drop(Committable transaction) {
        KafkaProducer<byte[], byte[]> producer = all.remove(transaction);
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }

    void close() {
        Set.copyOf(all.keySet()).forEach(this::drop);
    }
}
