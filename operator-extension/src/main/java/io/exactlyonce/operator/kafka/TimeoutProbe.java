package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.port.UnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * Finds {@code transaction.max.timeout.ms} without the right to read settings: a coordinator takes
 * over an id only with a timeout that it allows. The id is one of the probe's own. Brokers are
 * asked one by one, through ids that they coordinate; one that coordinates none stays unknown, and
 * has no say in transactions either.
 */
final class TimeoutProbe {
    /** Name after the stem and the namespace; no prefix of a job is like it. */
    static final String NAME = "eo-probe.";

    /**
     * Below it nothing can be learned: the client takes the timeout for its own patience too. A
     * maximum so small fits no checkpoint anyway.
     */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    /** Greatest value that the setting can have, {@code int} milliseconds. */
    private static final long LONGEST_MILLIS = Integer.MAX_VALUE;

    /** What people set; found with one question each and one more for the proof. */
    private static final List<Long> USUAL_MILLIS =
            IntStream.of(1, 5, 10, 15, 20, 30, 45, 60, 120, 180, 240, 360, 720, 1440, 4320, 10080)
                    .mapToObj(minutes -> Duration.ofMinutes(minutes).toMillis())
                    .toList();

    private static final long PRECISION_MILLIS = 1_000;
    private static final int IDS_PER_BROKER = 3;
    private static final int MOST_ROUNDS = 3;
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final BrokerSession session;
    private Map<Integer, Duration> found = Map.of();
    private long foundAt;

    TimeoutProbe(BrokerSession session) {
        this.session = session;
    }

    /**
     * The maximum of each of these brokers that can be found; rounded down to a second if it is no
     * usual one. Remembered for an hour.
     *
     * @param start of every id of this namespace, terminator included
     */
    Map<Integer, Duration> maxima(String start, Set<Integer> brokers) {
        boolean fresh = System.nanoTime() - foundAt < REMEMBERED.toNanos();
        if (!fresh || !found.keySet().containsAll(brokers)) {
            Map<Integer, Duration> maxima = new HashMap<>();
            ids(start, brokers)
                    .forEach((broker, id) -> maxima.put(broker, Duration.ofMillis(maximum(id))));
            found = Map.copyOf(maxima);
            foundAt = System.nanoTime();
        }
        return found;
    }

    /** An id of each broker; which one coordinates an id is known once there is one. */
    private Map<Integer, String> ids(String start, Set<Integer> brokers) {
        Map<Integer, String> ids = new HashMap<>();
        int perRound = IDS_PER_BROKER * brokers.size();
        for (int round = 0; round < MOST_ROUNDS && ids.size() < brokers.size(); round++) {
            Set<String> more =
                    IntStream.range(round * perRound, (round + 1) * perRound)
                            .mapToObj(number -> start + NAME + number)
                            .collect(Collectors.toSet());
            more.removeIf(id -> !accepts(id, SHORTEST.toMillis()));
            coordinators(more)
                    .forEach(
                            (id, broker) -> {
                                if (brokers.contains(broker)) {
                                    ids.putIfAbsent(broker, id);
                                }
                            });
        }
        return ids;
    }

    private Map<String, Integer> coordinators(Set<String> ids) {
        Map<String, TransactionDescription> described =
                session.askEach(
                        new Question("coordinators", "DESCRIBE TransactionalId " + NAME),
                        admin -> TransactionQuestions.futures(ids, admin.describeTransactions(ids)),
                        TransactionalIdNotFoundException.class::isInstance);
        return described.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().coordinatorId()));
    }

    /** Between two usual values, if it is none of them. */
    private long maximum(String id) {
        int low = -1;
        int high = USUAL_MILLIS.size();
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (accepts(id, USUAL_MILLIS.get(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        long accepted = low < 0 ? SHORTEST.toMillis() : USUAL_MILLIS.get(low);
        if (!accepts(id, accepted + 1)) {
            return accepted;
        }
        long refused = high == USUAL_MILLIS.size() ? LONGEST_MILLIS : USUAL_MILLIS.get(high);
        return between(id, accepted, refused);
    }

    private long between(String id, long accepted, long refused) {
        long low = accepted;
        long high = refused;
        while (high - low > PRECISION_MILLIS) {
            long middle = low + (high - low) / 2;
            middle -= middle % PRECISION_MILLIS;
            if (middle <= low) {
                break;
            }
            if (accepts(id, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean accepts(String id, long millis) {
        FenceProducersOptions options = new FenceProducersOptions();
        options.timeoutMs(Math.toIntExact(millis));
        try {
            session.ask(
                    new Question(
                            "taking over a transactional id",
                            TransactionQuestions.right("WRITE", id)),
                    admin -> admin.fenceProducers(Set.of(id), options).all());
            return true;
        } catch (UnavailableException e) {
            if (e.getCause() instanceof InvalidTxnTimeoutException) {
                return false;
            }
            throw e;
        }
    }
}
