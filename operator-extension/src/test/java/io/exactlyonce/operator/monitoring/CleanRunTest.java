package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.admission.PlayedAdmission;
import io.exactlyonce.operator.plan.PlayedRun;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.PolicyList;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Ninety minutes of a deployment without a fault, scraped every 30 s: created, 45 minutes of
 * checkpoints, a rescale by savepoint that is suspended and resumed on its way, 45 minutes more.
 * Upstream's part is the recorded trace {@code orders} of a real cluster, in the time it took
 * there; planner and metrics are ours; brokers and checkpoints are played. What comes out is kept
 * as series that no alert may fire on.
 */
class CleanRunTest {
    private static final Path FILE = Path.of("src/test/resources/monitoring/clean-run-test.yaml");
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int EVENT_SECONDS = 6;
    private static final int CHECKPOINT_SECONDS = 60;
    private static final int RESCALE_SECONDS = 45 * 60;
    private static final int END_SECONDS = 90 * 60;

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PlayedBrokers brokers = new PlayedBrokers();
    private final PlayedRun run =
            new PlayedRun("orders", List.of(1, 2, 2, 3, 4, 5, 5), Instant.EPOCH);
    private final PlayedAdmission admission = new PlayedAdmission(registry);
    private final Monitoring monitoring =
            new Monitoring(
                    registry,
                    new Monitoring.Sources(brokers, this::committers, new PlayedLedgers()),
                    this::now);
    private int second;
    private int event;
    private int subtasks;
    private long checkpoint;
    private long committed;

    private Instant now() {
        return Instant.ofEpochSecond(second);
    }

    private Optional<Map<String, Long>> committers(
            String namespace, String name, String job, Set<String> counters) {
        return Optional.of(Map.of("successfulCommittables", committed));
    }

    @Test
    void theSeriesOfTheRunAreThoseThatAreKept() throws IOException {
        registry.getPrometheusRegistry().register(new HealthMetrics(() -> List.of(part())));
        registry.getPrometheusRegistry().register(new PolicyMetrics(this::policies, this::now));
        Gauge.builder(Metric.CERTIFICATE_EXPIRY.meter(), () -> Duration.ofDays(90).toSeconds())
                .baseUnit("seconds")
                .register(registry);
        Recording recording = new Recording();

        for (second = 0; second <= END_SECONDS; second++) {
            happens();
            if (second % STEP.toSeconds() == 0) {
                monitoring.sample();
                recording.add(Scrape.of(registry));
            }
        }

        String recorded = recording.promtool("CleanRunTest", STEP);
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, recorded);
        }
        assertThat(Files.readString(FILE))
                .as(
                        "regenerate, and read what changed: mvn test -pl operator-extension"
                                + " -Dtest=CleanRunTest -Dregenerate=true")
                .isEqualTo(recorded);
        Scrape last = Scrape.of(registry);
        assertThat(last.value(Metric.CONDITION, "type=\"Ready\"", "status=\"True\"")).contains(1.0);
        assertThat(last.value(Metric.LIVE_REVISION)).contains(3.0);
        assertThat(last.value(Metric.TRANSACTIONS_ENDED, "outcome=\"committed\"").orElseThrow())
                .isGreaterThan(80);
        // As the reference page says.
        assertThat(seriesOfTheDeployment(last)).isBetween(65L, 75L);
    }

    private static long seriesOfTheDeployment(Scrape scrape) {
        return scrape.series().keySet().stream()
                .filter(series -> series.contains("name=\"orders\""))
                .count();
    }

    private void happens() {
        boolean first = event <= 8 && second == event * EVENT_SECONDS;
        boolean rescale =
                event > 8 && event <= 23 && second == RESCALE_SECONDS + (event - 9) * EVENT_SECONDS;
        if (first || rescale) {
            if (event == 11) {
                commit();
            }
            run.event(event++);
            admission.passes(Duration.ofMillis(3));
            look();
            startsAfter(event);
        } else if (subtasks > 0 && second % CHECKPOINT_SECONDS == 0) {
            commit();
            run.checkpoint(checkpoint, now());
            begin();
            look();
        }
    }

    private void startsAfter(int events) {
        if (events == 9 || events == 23) {
            subtasks = events == 9 ? 1 : 2;
            begin();
        }
    }

    private void begin() {
        checkpoint++;
        run.open(subtasks, checkpoint, now());
        partition();
    }

    /** Transactions of the checkpoint are committed, and readers get their records. */
    private void commit() {
        if (subtasks > 0) {
            run.end(subtasks, checkpoint, TransactionState.COMPLETE_COMMIT)
                    .forEach(told -> brokers.ids.put(told.transactionalId(), told));
            committed += subtasks;
            subtasks = event == 11 ? 0 : subtasks;
        }
    }

    private void partition() {
        long lastStable = second * 2_000L;
        brokers.ends.put(
                new PartitionName("out", 0), new PartitionEnd(lastStable + 60_000, lastStable));
    }

    private void look() {
        PlayedRun.Look look = run.look(now());
        monitoring.report().of("lab", "orders", look.seen(), look.plan());
    }

    private List<PolicyList.Known> policies() {
        return List.of(
                new PolicyList.Known("lab", "standard", true, true, PlayedRun.contract(now())));
    }

    private static HealthCheck part() {
        return new HealthCheck() {
            @Override
            public String name() {
                return "controllers";
            }

            @Override
            public Health health() {
                return Health.ready("all event sources are healthy");
            }
        };
    }
}
