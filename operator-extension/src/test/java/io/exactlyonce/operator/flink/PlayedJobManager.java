package io.exactlyonce.operator.flink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A JobManager of shop/orders that answers as Flink 2.2 does, slowly, or not at all. */
final class PlayedJobManager implements AutoCloseable {
    static final String JOB = "0123456789abcdef0123456789abcdef";
    static final String CONFIGURATION =
            """
            [{"key": "exactly-once.revision", "value": "3"},
             {"key": "exactly-once.sink.transactional-id-prefix", "value": "eo1.shop.orders.x.r000003."},
             {"key": "s3.secret-key", "value": "******"}]
            """;
    static final String OVERVIEW =
            """
            {"jobs": [{"jid": "%s", "name": "orders", "start-time": 7, "state": "RUNNING"}]}
            """
                    .formatted(JOB);
    static final String DETAILS =
            """
            {"jid": "%s", "vertices": [
               {"id": "11111111111111111111111111111111", "name": "Source: in", "parallelism": 1},
               {"id": "22222222222222222222222222222222", "parallelism": 4,
                "name": "totals -> sink-out: Writer -> sink-out: Committer"}]}
            """
                    .formatted(JOB);
    static final String SETTINGS =
            """
            {"mode": "exactly_once", "interval": 60000, "timeout": 120000, "min_pause": 0,
             "max_concurrent": 1}
            """;
    static final String CHECKPOINTS =
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

    final Map<String, String> answers = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    volatile boolean silent;

    /** How long each answer takes but the first, which is its configuration. */
    volatile Duration delay = Duration.ZERO;

    /** A path that is never answered. */
    volatile String deafTo = "";

    /** What an answer without an end is found in the path of. */
    volatile String endless = "";

    /** Between two bytes of an answer without an end. */
    volatile Duration between = Duration.ZERO;

    /** Answers without an end that somebody still listens to. */
    final AtomicInteger listeners = new AtomicInteger();

    PlayedJobManager() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
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

    JobManagerAddress address() {
        return new JobManagerAddress(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/{namespace}/{name}");
    }

    /** What was asked while it was silent is answered. */
    void release() {
        released.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            String path = exchange.getRequestURI().toString();
            if (silent || path.equals(deafTo)) {
                released.await();
            }
            if (!path.endsWith("/jobmanager/config")) {
                Thread.sleep(delay.toMillis());
            }
            if (!endless.isEmpty() && path.contains(endless)) {
                answerWithoutEnd(exchange);
            }
            byte[] body = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answerWithoutEnd(HttpExchange exchange) throws IOException, InterruptedException {
        listeners.incrementAndGet();
        try {
            exchange.sendResponseHeaders(200, Integer.MAX_VALUE);
            do {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            } while (!released.await(between.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            listeners.decrementAndGet();
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
