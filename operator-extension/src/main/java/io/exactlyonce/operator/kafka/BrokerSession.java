package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.port.UnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/**
 * One client with one set of credentials. Used by one thread at a time; every question waits for a
 * bounded time.
 */
final class BrokerSession implements AutoCloseable {
    /** The client gives up first, with a better reason. */
    private static final Duration CLIENT_GIVES_UP = Duration.ofSeconds(1);

    private final Admin admin;
    private final Map<String, Object> properties;
    private final JudgedHosts hosts;
    private final BrokerPace pace;
    private final RequestBudget budget;
    private final Failures failures;
    private final TimeoutProbe timeoutProbe = new TimeoutProbe(this);
    private long counted;
    private boolean listsByPattern = true;

    BrokerSession(
            Admin admin,
            Map<String, Object> properties,
            JudgedHosts hosts,
            BrokerPace pace,
            RequestBudget budget) {
        this.admin = admin;
        this.properties = Map.copyOf(properties);
        this.hosts = hosts;
        this.pace = pace;
        this.budget = budget;
        this.failures = new Failures(pace.answer());
    }

    /** Asks one question. */
    <T> T ask(Question question, Function<Admin, KafkaFuture<T>> request) {
        return paced(() -> await(question, requested(question, request), deadline()));
    }

    /**
     * Asks for several things at once, within the time of one.
     *
     * @param absent failures that mean that there is no such thing; it is left out
     */
    <K, V> Map<K, V> askEach(
            Question question,
            Function<Admin, Map<K, KafkaFuture<V>>> request,
            Predicate<Throwable> absent) {
        return paced(
                () -> {
                    long deadline = deadline();
                    Map<K, V> answers = new HashMap<>();
                    for (Map.Entry<K, KafkaFuture<V>> one :
                            requested(question, request).entrySet()) {
                        try {
                            answers.put(one.getKey(), await(question, one.getValue(), deadline));
                        } catch (UnavailableException e) {
                            if (e.getCause() == null || !absent.test(e.getCause())) {
                                throw e;
                            }
                        }
                    }
                    return answers;
                });
    }

    private <T> T requested(Question question, Function<Admin, T> request) {
        try {
            return request.apply(admin);
        } catch (KafkaException e) {
            throw failure(question, e);
        }
    }

    /** Something to do that throws nothing but {@link UnavailableException}. */
    @FunctionalInterface
    interface Step<T> {
        T run();
    }

    /** Runs what makes requests by this client, when the ones before are paid. */
    private <T> T paced(Step<T> step) {
        pause(budget.delay(System.nanoTime()));
        long began = System.nanoTime();
        try {
            return step.run();
        } finally {
            long total = requests();
            budget.spent(began, total - counted);
            counted = total;
        }
    }

    /** Requests made by another client for the same policy. */
    void alsoSpent(long requests) {
        budget.spent(System.nanoTime(), requests);
    }

    /** Waits; whoever is interrupted is told that nothing is known. */
    void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Every request since the beginning, the client's own for metadata included. */
    long requests() {
        return admin.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("request-total"))
                .filter(metric -> metric.getKey().group().equals("admin-client-metrics"))
                .mapToLong(metric -> ((Number) metric.getValue().metricValue()).longValue())
                .sum();
    }

    private long deadline() {
        return System.nanoTime() + pace.answer().plus(CLIENT_GIVES_UP).toNanos();
    }

    private <T> T await(Question question, KafkaFuture<T> future, long deadline) {
        try {
            return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw failure(question, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failure(question, e);
        }
    }

    /** What to say of an exception of a client; a server that was refused explains most of them. */
    UnavailableException failure(Question question, Throwable cause) {
        UnavailableException failure = failures.of(question, cause);
        return Failures.isOutOfReach(failure) ? hosts.refusal().orElse(failure) : failure;
    }

    private static UnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnavailableException("The operator is stopping", e);
    }

    JudgedHosts hosts() {
        return hosts;
    }

    /** For a client of another kind, to the same brokers. */
    Map<String, Object> properties() {
        return properties;
    }

    BrokerPace pace() {
        return pace;
    }

    TimeoutProbe timeoutProbe() {
        return timeoutProbe;
    }

    /** Whether brokers filter ids by a pattern (KIP-1152, Kafka 4.1). */
    boolean listsByPattern() {
        return listsByPattern;
    }

    /** They do not. */
    void listsWithoutPattern() {
        listsByPattern = false;
    }

    /** Does not wait for answers. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
