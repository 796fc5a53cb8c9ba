package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.controller.Report;
import io.exactlyonce.operator.port.CommitterPort;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.PolicyList;
import io.exactlyonce.operator.port.StallView;
import io.exactlyonce.operator.port.UnavailableException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deployments for whoever watches the operator. What the controller saw is turned into
 * series at once; what has to be asked for is asked on a thread of its own, so that no broker and
 * no JobManager that is slow delays a decision.
 */
public final class Monitoring implements AutoCloseable {
    /** An idle deployment costs no request more often than this. */
    public static final Duration USUAL = Duration.ofSeconds(30);

    /** Longer than the controller ever waits before it looks at a name again. */
    static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(Monitoring.class);

    private final Sources sources;
    private final InstantSource clock;
    private final ObjectMetrics metrics;
    private final BrokerSampler brokers;
    private final CommitSampler commits;
    private final DeploymentMetrics deployments;
    private final Map<ObjectKey, Instant> looks = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread daemon = new Thread(task, "sampling");
                        daemon.setDaemon(true);
                        return daemon;
                    });

    /**
     * Who is asked.
     *
     * @param kafka brokers
     * @param committers running jobs
     * @param ledgers as this process knows them
     */
    public record Sources(KafkaPort kafka, CommitterPort committers, LedgerView ledgers) {}

    Monitoring(PrometheusMeterRegistry registry, Sources sources, InstantSource clock) {
        this.sources = sources;
        this.clock = clock;
        this.metrics = new ObjectMetrics(clock);
        this.brokers = new BrokerSampler(sources.kafka(), metrics, clock);
        this.commits = new CommitSampler(sources.committers(), metrics);
        this.deployments = new DeploymentMetrics(registry, metrics, brokers, commits);
        registry.getPrometheusRegistry().register(metrics);
    }

    /** Starts to ask, as soon as there is something to ask about. */
    public static Monitoring start(
            PrometheusMeterRegistry registry,
            Sources sources,
            InstantSource clock,
            Duration interval) {
        Monitoring monitoring = new Monitoring(registry, sources, clock);
        var unused =
                monitoring.thread.scheduleWithFixedDelay(
                        monitoring::sampleOrSayWhy,
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
        return monitoring;
    }

    /** Shows what the status of every policy says of its brokers; each replica does. */
    public static void policies(PrometheusMeterRegistry registry, PolicyList policies) {
        registry.getPrometheusRegistry()
                .register(new PolicyMetrics(policies, InstantSource.system()));
    }

    /** For the controllers. */
    public Report report() {
        return (namespace, name, seen, plan) -> {
            looks.put(new ObjectKey(namespace, name), clock.instant());
            deployments.of(namespace, name, seen, plan);
        };
    }

    /** What the last sample has seen, for the ledgers. */
    public StallView stalls() {
        return brokers;
    }

    /** A bug of one sample must not end all of them. */
    private void sampleOrSayWhy() {
        try {
            sample();
        } catch (RuntimeException e) {
            LOG.error("event=sampling-failed", e);
        }
    }

    /** Asks once. */
    void sample() {
        forgetWhatIsGone();
        brokers.sample();
        commits.sample();
    }

    /** A ledger that was deleted by hand calls nobody. */
    private void forgetWhatIsGone() {
        Instant now = clock.instant();
        looks.forEach(
                (object, last) -> {
                    if (Duration.between(last, now).compareTo(FORGOTTEN) > 0 && isGone(object)) {
                        looks.remove(object);
                        deployments.forget(object);
                    }
                });
        looks.keySet().retainAll(metrics.known());
    }

    private boolean isGone(ObjectKey object) {
        try {
            return sources.ledgers().ledgers(object.namespace(), object.name()).isEmpty();
        } catch (UnavailableException e) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
