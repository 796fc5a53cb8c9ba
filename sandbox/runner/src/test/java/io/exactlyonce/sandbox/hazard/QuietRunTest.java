package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.monitoring.Monitoring;
import io.exactlyonce.operator.monitoring.MonitoringServer;
import io.exactlyonce.operator.monitoring.Recording;
import io.exactlyonce.operator.monitoring.Scrape;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.PolicyList;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real job on a real broker without a fault: eight minutes with a checkpoint every 5 s and a
 * rescale in the middle, looked after by the operator and scraped every 15 s as Prometheus does.
 * What was scraped is kept as series that no alert may fire on:
 *
 * <pre>mvn test -pl sandbox/runner -am -Pslow -Dtest=QuietRunTest -Drecord=true</pre>
 */
@Tag("slow")
class QuietRunTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Path KEPT =
            Path.of("../../operator-extension/src/test/resources/monitoring/sandbox-run-test.yaml");
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final int SCRAPES = 33;
    private static final int RECORDS_PER_SECOND = 200;

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Scrape> scrapes = new CopyOnWriteArrayList<>();
    private @Nullable Story orders;

    @Test
    void runWithoutAFaultIsHealthyAllTheTime() throws Exception {
        MonitoringServer server = BENCH.closing(MonitoringServer.start(0, registry));
        server.watch(List.of(part()));
        Story story =
                Story.of(
                        BENCH,
                        "orders",
                        CopyJob.OURS,
                        QuietRunTest::checkpointsEvery5Seconds,
                        ExactlyOnceOperator.Wire.DIRECT,
                        this::watch);
        orders = story;
        story.operator().askBrokers();
        story.start(1, null);
        story.operator().start();
        ScheduledExecutorService world = Executors.newScheduledThreadPool(2);
        BENCH.closing(world::shutdownNow);
        Future<?> feeding =
                world.scheduleAtFixedRate(
                        () -> story.send(RECORDS_PER_SECOND), 0, 1, TimeUnit.SECONDS);
        Future<?> scraping =
                world.scheduleAtFixedRate(
                        () -> scrapes.add(scrape(server.port())),
                        STEP.toSeconds(),
                        STEP.toSeconds(),
                        TimeUnit.SECONDS);

        awaitScrapes(SCRAPES / 2);
        rescale(story);
        awaitScrapes(SCRAPES);

        assertThat(feeding.isDone()).as("has stopped to feed").isFalse();
        assertThat(scraping.isDone()).as("has stopped to scrape").isFalse();
        keep();
        assertThat(story.visible()).hasSizeGreaterThan(RECORDS_PER_SECOND);
        assertIsSeenInEffect(scrapes.get(scrapes.size() - 1));
    }

    private void keep() throws IOException {
        if (Boolean.getBoolean("record")) {
            Recording recording = new Recording();
            scrapes.forEach(recording::add);
            Files.writeString(KEPT, recording.promtool("QuietRunTest", STEP));
        }
    }

    private static void assertIsSeenInEffect(Scrape last) {
        assertThat(last.series())
                .anySatisfy(
                        (series, value) -> {
                            assertThat(series)
                                    .startsWith("exactly_once_condition{")
                                    .contains("type=\"ExactlyOnce\"", "status=\"True\"");
                            assertThat(value).isEqualTo("1.0");
                        });
    }

    private static Fields checkpointsEvery5Seconds(Fields policy) {
        return policy.with("5s", "spec", "checkpoints", "interval")
                .with("0s", "spec", "checkpoints", "minPause");
    }

    private Monitoring watch(KafkaPort brokers, PlayedCluster cluster) {
        Monitoring.policies(registry, () -> List.of(policy(cluster)));
        return BENCH.closing(
                Monitoring.start(
                        registry,
                        new Monitoring.Sources(
                                brokers,
                                (namespace, name, job, counters) ->
                                        Objects.requireNonNull(orders)
                                                .upstream()
                                                .committers(namespace, name, job, counters),
                                cluster),
                        InstantSource.system(),
                        STEP));
    }

    private static PolicyList.Known policy(PlayedCluster cluster) {
        PolicyLookup.Found found =
                (PolicyLookup.Found) cluster.policy(PlayedCluster.NAMESPACE, PlayedCluster.POLICY);
        return new PolicyList.Known(
                PlayedCluster.NAMESPACE, PlayedCluster.POLICY, true, true, found.contract());
    }

    private static void rescale(Story story) {
        assertThat(story.apply(object -> object.with(1, "spec", "job", "parallelism")))
                .isInstanceOf(AdmissionPlan.Admit.class);
        String savepoint = story.upstream().stop();
        story.upstream().deploy(savepoint).job().awaitRunning();
    }

    private void awaitScrapes(int count) {
        await(count + " scrapes")
                .pollInterval(Duration.ofSeconds(1))
                .atMost(STEP.multipliedBy(count + 4L))
                .until(() -> scrapes.size() >= count);
    }

    private static Scrape scrape(int port) {
        URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
        try {
            return Scrape.of(
                    HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                            .body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HealthCheck part() {
        return new HealthCheck() {
            @Override
            public String name() {
                return "controllers";
            }

            @Override
            public Health health() {
                return Health.ready("works");
            }
        };
    }
}
