package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Transaction coordinators without anything around them. From {@code transaction.version} 2 on a
 * commit or abort raises the epoch (KIP-890).
 */
final class PlayedBrokers implements Brokers {
    private static final Duration EXPIRATION = Duration.ofDays(7);

    private static final class Id {
        private TransactionState state = TransactionState.EMPTY;
        private long producer;
        private int epoch;
        private @Nullable Instant started;
        private Instant touched = Instant.EPOCH;
    }

    private final InstantSource clock;
    private final boolean raisesEpochs;
    private final SortedMap<String, Id> ids = new TreeMap<>();
    private final Map<Committable, End> ends = new HashMap<>();
    private long producers = 1000;

    PlayedBrokers(InstantSource clock, boolean raisesEpochs) {
        this.clock = clock;
        this.raisesEpochs = raisesEpochs;
    }

    @Override
    public boolean knows(String id) {
        return ids.containsKey(id);
    }

    @Override
    public void seize(String id) {
        take(id);
    }

    @Override
    public Committable take(String id) {
        Id it = ids.get(id);
        if (it == null) {
            it = new Id();
            it.producer = ++producers;
            ids.put(id, it);
        } else {
            if (it.state == TransactionState.ONGOING) {
                abort(id, it, End.ABORTED);
            }
            it.epoch++;
        }
        it.state = TransactionState.EMPTY;
        it.touched = clock.instant();
        return new Committable(id, it.producer, it.epoch);
    }

    @Override
    public boolean write(Committable producer) {
        Id it = ids.get(producer.transactionalId());
        if (it == null || !isOf(it, producer)) {
            return false;
        }
        if (it.state != TransactionState.ONGOING) {
            it.state = TransactionState.ONGOING;
            it.started = clock.instant();
        }
        return true;
    }

    @Override
    public Answer recommit(Committable transaction) {
        return commit(transaction);
    }

    @Override
    public Answer commit(Committable transaction) {
        Id it = ids.get(transaction.transactionalId());
        if (it == null) {
            return Answer.UNKNOWN_ID;
        }
        boolean again = isOf(it, transaction) && it.state == TransactionState.COMPLETE_COMMIT;
        if (again) {
            return Answer.COMMITTED;
        }
        if (!isOf(it, transaction) || it.state != TransactionState.ONGOING) {
            return Answer.PRODUCER_FENCED;
        }
        ends.put(transaction, End.COMMITTED);
        it.state = TransactionState.COMPLETE_COMMIT;
        it.epoch += raisesEpochs ? 1 : 0;
        it.started = null;
        it.touched = clock.instant();
        return Answer.COMMITTED;
    }

    @Override
    public void abort(Committable transaction) {
        Id it = ids.get(transaction.transactionalId());
        if (it != null && isOf(it, transaction) && it.state == TransactionState.ONGOING) {
            abort(transaction.transactionalId(), it, End.ABORTED);
        }
    }

    /** {@code fenceProducers}: the id is taken over by nobody. */
    void fence(String id) {
        Optional<Committable> open = open(id);
        take(id);
        open.ifPresent(one -> ends.put(one, End.FENCED));
    }

    private void abort(String id, Id it, End end) {
        ends.put(new Committable(id, it.producer, it.epoch), end);
        it.state = TransactionState.COMPLETE_ABORT;
        it.epoch++;
        it.started = null;
        it.touched = clock.instant();
    }

    @Override
    public void expire() {
        Instant now = clock.instant();
        ids.forEach(
                (id, it) -> {
                    Instant start = it.started;
                    if (start != null && !start.plus(TIMEOUT).isAfter(now)) {
                        abort(id, it, End.TIMED_OUT);
                        it.touched = start.plus(TIMEOUT);
                    }
                });
        ids.values()
                .removeIf(
                        it ->
                                it.state != TransactionState.ONGOING
                                        && !it.touched.plus(EXPIRATION).isAfter(now));
    }

    private static boolean isOf(Id it, Committable producer) {
        return it.producer == producer.producerId() && it.epoch == producer.epoch();
    }

    @Override
    public Optional<Committable> open(String id) {
        Id it = ids.get(id);
        return it != null && it.state == TransactionState.ONGOING
                ? Optional.of(new Committable(id, it.producer, it.epoch))
                : Optional.empty();
    }

    @Override
    public Optional<End> end(Committable transaction) {
        return Optional.ofNullable(ends.get(transaction));
    }

    /** Ids that begin with a text, as their coordinators describe them. */
    SortedMap<String, TransactionDescription> described(String prefix) {
        SortedMap<String, TransactionDescription> told = new TreeMap<>();
        ids.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .forEach(entry -> told.put(entry.getKey(), told(entry.getKey(), entry.getValue())));
        return told;
    }

    /** The same, of those alone that have an open transaction. */
    SortedMap<String, TransactionDescription> ongoing(String prefix) {
        SortedMap<String, TransactionDescription> told = new TreeMap<>();
        ids.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .filter(entry -> entry.getValue().state == TransactionState.ONGOING)
                .forEach(entry -> told.put(entry.getKey(), told(entry.getKey(), entry.getValue())));
        return told;
    }

    @Override
    public Set<String> ongoing() {
        return ongoing("").keySet();
    }

    @Override
    public KafkaPort port() {
        return new PlayedPort(this);
    }

    @Override
    public void over() {}

    @Override
    public Optional<TransactionDescription> describe(String id) {
        return Optional.ofNullable(ids.get(id)).map(it -> told(id, it));
    }

    private static TransactionDescription told(String id, Id it) {
        return new TransactionDescription(
                id,
                it.state,
                it.producer,
                it.epoch,
                TIMEOUT,
                it.started,
                it.started == null ? Set.of() : Set.of(new PartitionName("out", 0)));
    }
}
