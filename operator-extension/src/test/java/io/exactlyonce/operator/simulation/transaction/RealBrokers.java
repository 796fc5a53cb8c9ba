package io.exactlyonce.operator.simulation.transaction;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.kafka.RealBroker;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A real broker that many runs share, and real producers: what is open, pending or over is what it
 * says. Only time is played: when that of the simulation has passed a transaction's timeout, the
 * real one is waited for.
 */
final class RealBrokers implements Brokers {
    /** Longer than a run, which must not depend on how fast it is. */
    static final Duration REAL_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration PATIENCE = REAL_TIMEOUT.plusSeconds(15);
    private static final Set<TransactionState> UNDER_WAY =
            Set.of(
                    TransactionState.PREPARE_COMMIT,
                    TransactionState.PREPARE_ABORT,
                    TransactionState.PREPARE_EPOCH_FENCE);

    private final KafkaPort operator;
    private final Policy policy;
    private final InstantSource clock;
    private final RealProducers producers;
    private final RealAnswers answers;
    private final Map<Committable, Instant> started = new HashMap<>();
    private final Map<Committable, End> ends = new HashMap<>();

    /**
     * @param broker of all runs
     * @param operator the same, as the operator reaches it
     * @param topic of this run, with one partition
     * @param clock of the run
     */
    RealBrokers(RealBroker broker, KafkaPort operator, String topic, InstantSource clock) {
        this.operator = operator;
        this.policy = broker.policy();
        this.clock = clock;
        this.producers = new RealProducers(broker.bootstrapServers(), topic);
        this.answers = new RealAnswers(broker, new PartitionName(topic, 0));
    }

    @Override
    public boolean knows(String id) {
        return described(id).isPresent();
    }

    @Override
    public void seize(String id) {
        answers.fence(id);
    }

    @Override
    public Committable take(String id) {
        return producers.take(id, () -> committable(described(id).orElseThrow()));
    }

    @Override
    public boolean write(Committable producer) {
        boolean written = producers.write(producer);
        if (written) {
            started.putIfAbsent(producer, clock.instant());
        }
        return written;
    }

    @Override
    public Answer commit(Committable transaction) {
        return commit(
                transaction,
                () -> {
                    try {
                        producers.commit(transaction);
                        return true;
                    } catch (KafkaException e) {
                        return false;
                    }
                });
    }

    /** With the request that Flink's recovery sends, which needs no producer. */
    @Override
    public Answer recommit(Committable transaction) {
        return commit(
                transaction,
                () -> {
                    operator.commit(policy, transaction);
                    return true;
                });
    }

    private interface Attempt {
        boolean succeeds();
    }

    private Answer commit(Committable transaction, Attempt attempt) {
        TransactionDescription now = described(transaction.transactionalId()).orElse(null);
        if (now == null) {
            return Answer.UNKNOWN_ID;
        }
        boolean same = committable(now).equals(transaction);
        if (same && now.state() == TransactionState.COMPLETE_COMMIT) {
            return Answer.COMMITTED;
        }
        if (!same || !now.isOngoing() || !attempt.succeeds()) {
            return Answer.PRODUCER_FENCED;
        }
        ends.put(transaction, End.COMMITTED);
        return Answer.COMMITTED;
    }

    @Override
    public void abort(Committable transaction) {
        if (isOpen(transaction)) {
            producers.abort(transaction);
        }
    }

    /** Whatever the simulation has outlived, the broker aborts in its own time. */
    @Override
    public void expire() {
        Instant now = clock.instant();
        for (Committable one : List.copyOf(started.keySet())) {
            if (!ends.containsKey(one) && !started.get(one).plus(TIMEOUT).isAfter(now)) {
                boolean open = isOpen(one);
                if (open) {
                    await("timeout of " + one).atMost(PATIENCE).until(() -> !isOpen(one));
                }
                end(one).ifPresent(end -> ends.put(one, open ? End.TIMED_OUT : end));
            }
        }
    }

    private boolean isOpen(Committable one) {
        return open(one.transactionalId()).filter(one::equals).isPresent();
    }

    @Override
    public Optional<Committable> open(String id) {
        return described(id)
                .filter(TransactionDescription::isOngoing)
                .map(RealBrokers::committable);
    }

    @Override
    public Optional<End> end(Committable transaction) {
        End known = ends.get(transaction);
        return known != null || !started.containsKey(transaction) || isOpen(transaction)
                ? Optional.ofNullable(known)
                : Optional.of(End.ABORTED);
    }

    @Override
    public Optional<TransactionDescription> describe(String id) {
        return described(id).map(this::timed);
    }

    /** Not by way of the operator. */
    private Optional<TransactionDescription> described(String id) {
        return await("end of what " + id + " is about to end")
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> answers.described(id),
                        told -> told.filter(it -> UNDER_WAY.contains(it.state())).isEmpty());
    }

    private static Committable committable(TransactionDescription told) {
        return new Committable(told.transactionalId(), told.producerId(), told.epoch());
    }

    /** In the time of the simulation. */
    TransactionDescription timed(TransactionDescription told) {
        @Nullable Instant start = told.isOngoing() ? started.get(committable(told)) : null;
        return new TransactionDescription(
                told.transactionalId(),
                told.state(),
                told.producerId(),
                told.epoch(),
                TIMEOUT,
                start,
                told.partitions());
    }

    @Override
    public Set<String> ongoing() {
        return answers.ongoing();
    }

    @Override
    public KafkaPort port() {
        return new RealPort(operator, policy, this);
    }

    void ended(Committable transaction, End end) {
        ends.put(transaction, end);
    }

    /** Of each transaction that is over, as far as it is known how. */
    Stream<End> ends() {
        return ends.values().stream();
    }

    @Override
    public void over() {
        for (Committable one : started.keySet()) {
            if (isOpen(one)) {
                seize(one.transactionalId());
            }
        }
        Map<String, Long> committed =
                producers.written().entrySet().stream()
                        .filter(it -> ends.get(it.getKey()) == End.COMMITTED)
                        .collect(
                                Collectors.toMap(
                                        it -> it.getKey().toString(), Map.Entry::getValue));
        Map<String, Long> read = answers.read();
        Invariant.READERS_SEE_WHAT_IS_COMMITTED.require(
                read.equals(committed), () -> read + " instead of " + committed);
        close();
    }

    /** Nothing of the run writes on. */
    void close() {
        producers.close();
    }
}
