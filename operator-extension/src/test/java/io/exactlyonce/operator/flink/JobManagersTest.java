package io.exactlyonce.operator.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.exactlyonce.operator.plan.evidence.CheckpointStatistics;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpointing;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as Flink 2.2 gives them, and everything else that may answer. */
class JobManagersTest {
    private static final String JOB = "0123456789abcdef0123456789abcdef";
    private static final String CONFIGURATION =
            """
            [{"key": "exactly-once.revision", "value": "3"},
             {"key": "exactly-once.sink.transactional-id-prefix", "value": "eo1.shop.orders.x.r000003."},
             {"key": "s3.secret-key", "value": "******"}]
            """;
    private static final String OVERVIEW =
            """
            {"jobs": [{"jid": "%s", "name": "orders", "start-time": 7, "state": "RUNNING"}]}
            """
                    .formatted(JOB);
    private static final String DETAILS =
            """
            {"jid": "%s", "vertices": [
               {"id": "11111111111111111111111111111111", "name": "Source: in", "parallelism": 1},
               {"id": "22222222222222222222222222222222", "parallelism": 4,
                "name": "totals -> sink-out: Writer -> sink-out: Committer"}]}
            """
                    .formatted(JOB);
    private static final String SETTINGS =
            """
            {"mode": "exactly_once", "interval": 60000, "timeout": 120000, "min_pause": 0,
             "max_concurrent": 1}
            """;
    private static final String CHECKPOINTS =
            """
            {"counts": {"restored": 1, "total": 9, "in_progress": 0, "completed": 7, "failed": 2},
             "latest": {
               "completed": {"id": 8, "external_path": "s3://flink/cp/chk-8",
                             "latest_ack_timestamp": 1751364000000, "is_savepoint": false,
                             "end_to_end_duration": 850, "state_size": 4096, "checkpointed_size": 512},
               "savepoint": null, "failed": null,
               "restored": {"id": 5, "external_path": "s3://flink/sp/savepoint-1", "is_savepoint": true,
                            "restore_timestamp": 1751360000000}}}
            """;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-07-01T10:00:00Z"));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean silent;
    private HttpServer server;
    private JobManagers jobManagers;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        jobManagers =
                new JobManagers(
                        new JobManagerAddress(
                                "http://127.0.0.1:"
                                        + server.getAddress().getPort()
                                        + "/{namespace}/{name}"),
                        now::get);
        answers.putAll(
                Map.of(
                        "/shop/orders/jobmanager/config",
                        CONFIGURATION,
                        "/shop/orders/jobs/overview",
                        OVERVIEW,
                        "/shop/orders/jobs/" + JOB,
                        DETAILS,
                        "/shop/orders/jobs/" + JOB + "/checkpoints/config",
                        SETTINGS,
                        "/shop/orders/jobs/" + JOB + "/checkpoints",
                        CHECKPOINTS));
    }

    @Test
    void howCheckpointsWentIsSeen() {
        assertThat(observation().checkpoints().statistics())
                .isEqualTo(
                        new CheckpointStatistics(
                                7,
                                2,
                                new CheckpointStatistics.Newest(
                                        Duration.ofMillis(850), 4096, 512)));
    }

    @Test
    void countersOfCommittersAreSummedOverSinksAndSubtasks() {
        String metrics =
                "/shop/orders/jobs/" + JOB + "/vertices/" + "2".repeat(32) + "/subtasks/metrics";
        answers.put(
                metrics,
                """
                [{"id": "numRecordsIn"}, {"id": "sink-out__Committer.successfulCommittables"},
                 {"id": "sink-out__Committer.exactlyOnce.lostCommits"},
                 {"id": "sink-out__Writer.successfulCommittables"},
                 {"id": "sink-late__Committer.successfulCommittables"}]
                """);
        answers.put(
                metrics
                        + "?agg=sum&get=sink-out__Committer.successfulCommittables,"
                        + "sink-out__Committer.exactlyOnce.lostCommits,"
                        + "sink-late__Committer.successfulCommittables",
                """
                [{"id": "sink-out__Committer.successfulCommittables", "sum": 40.0},
                 {"id": "sink-out__Committer.exactlyOnce.lostCommits", "sum": 0.0},
                 {"id": "sink-late__Committer.successfulCommittables", "sum": 2.0}]
                """);
        assertThat(committers()).isEmpty();

        assertThat(observation().isRunning()).isTrue();

        assertThat(committers()).contains(Map.of("successfulCommittables", 42L, "lostCommits", 0L));
    }

    @Test
    void committersThatDoNotAnswerAreNotHeldAgainstTheJob() {
        assertThat(observation().isRunning()).isTrue();

        assertThat(committers()).isEmpty();

        assertThat(observation().isRunning()).isTrue();
    }

    private Optional<Map<String, Long>> committers() {
        return jobManagers.committers(
                "shop", "orders", JOB, Set.of("successfulCommittables", "lostCommits"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            if (silent) {
                released.await();
            }
            String path = exchange.getRequestURI().toString();
            byte[] body = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        released.countDown();
        jobManagers.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void runningJobIsSeenWithItsConfigurationAndSnapshots() {
        FlinkObservation seen = observation();

        assertThat(seen.revision()).contains(3);
        assertThat(seen.prefix()).isEqualTo("eo1.shop.orders.x.r000003.");
        assertThat(seen.jobId()).isEqualTo(JOB);
        assertThat(seen.isRunning()).isTrue();
        assertThat(seen.parallelism()).isEqualTo(4);
        assertThat(seen.settings())
                .contains(
                        new Checkpointing(
                                true,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(2),
                                Duration.ZERO,
                                1));
        assertThat(seen.latestCompleted())
                .contains(
                        new Snapshot(
                                "s3://flink/cp/chk-8",
                                8,
                                JOB,
                                Instant.ofEpochMilli(1_751_364_000_000L),
                                false));
        assertThat(seen.restored())
                .contains(new Snapshot("s3://flink/sp/savepoint-1", 5, "", null, true));
    }

    @Test
    void onlyKeysOfOursAreKept() {
        assertThat(observation().configuration()).doesNotContainKey("s3.secret-key");
    }

    @Test
    void jobManagerWithoutAJobIsAnAnswer() {
        answers.put("/shop/orders/jobs/overview", "{\"jobs\": []}");

        assertThat(observation().jobId()).isEmpty();
        assertThat(observation().checkpoints().answered()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[", "{\"jobs\": [{\"jid\": \"../../x\"}]}"})
    void whatMakesNoSenseIsNoObservation(String overview) {
        answers.put("/shop/orders/jobs/overview", overview);

        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
    }

    @Test
    void answerWithoutEndIsNoObservation() {
        answers.put(
                "/shop/orders/jobmanager/config",
                "[\"" + "x".repeat(JobManagerRest.LARGEST) + "\"]");

        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a/../b", "a:9", "", "a@b", "A"})
    void nameThatIsNoServiceIsNeverAsked(String name) {
        assertThat(jobManagers.observe("shop", name)).isEmpty();
        assertThat(jobManagers.observe(name, "orders")).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void silentOneIsLeftAloneForAWhile() {
        silent = true;
        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
        int before = asked.get();

        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
        assertThat(asked).hasValue(before);

        silent = false;
        now.updateAndGet(time -> time.plusSeconds(11));
        assertThat(jobManagers.observe("shop", "orders")).isPresent();
    }

    @Test
    void lateAnswerIsASignOfLife() {
        silent = true;
        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
        silent = false;
        released.countDown();

        await().until(() -> jobManagers.observe("shop", "orders").isPresent());
    }

    @Test
    void addressIsTheServiceOfUpstream() {
        assertThat(JobManagerAddress.SERVICE.of("shop", "orders"))
                .hasToString("http://orders-rest.shop:8081");
    }

    private FlinkObservation observation() {
        Optional<FlinkObservation> observation = jobManagers.observe("shop", "orders");
        assertThat(observation).isPresent();
        return observation.get();
    }
}
