package io.exactlyonce.operator.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.HealthCheck.Health;
import io.exactlyonce.operator.port.HealthCheck.State;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * {@code /livez}: a restart would not help. {@code /readyz}: every part works, so requests may be
 * sent here. {@code /metrics}: Prometheus text. Both probes list every part.
 */
public final class MonitoringServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final ExecutorService workers;
    private final List<HealthCheck> checks = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    private MonitoringServer(int port) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(port), 0);
        this.workers =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> {
                            Thread thread = new Thread(task, "monitoring");
                            thread.setDaemon(true);
                            return thread;
                        });
        this.server.setExecutor(workers);
    }

    /**
     * Starts to serve; not ready before {@link #watch} was called.
     *
     * @param port 0 for any free one
     * @throws IOException if the port is taken
     */
    public static MonitoringServer start(int port, PrometheusMeterRegistry registry)
            throws IOException {
        MonitoringServer monitoring = new MonitoringServer(port);
        registry.getPrometheusRegistry().register(new HealthMetrics(() -> monitoring.checks));
        monitoring.serve("/livez", exchange -> monitoring.probe(State.DEAD));
        monitoring.serve("/readyz", exchange -> monitoring.probe(State.NOT_READY));
        monitoring.serve("/metrics", exchange -> new Answer(OK, registry.scrape()));
        monitoring.server.start();
        return monitoring;
    }

    private record Answer(int code, String text) {}

    private void serve(String path, Function<HttpExchange, Answer> handler) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        boolean exact = exchange.getRequestURI().getPath().equals(path);
                        Answer answer =
                                exact
                                        ? handler.apply(exchange)
                                        : new Answer(NOT_FOUND, "no such page\n");
                        byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders()
                                .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                        exchange.sendResponseHeaders(answer.code(), bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
    }

    /** The parts that have to work, all at once: without them nothing is ready. */
    public void watch(List<HealthCheck> parts) {
        checks.addAll(parts);
    }

    /** From now on not ready, so that no more requests are sent here. */
    public void stopping() {
        stopping = true;
    }

    /** The port that is listened on, also if the settings left it to the system. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Fails if any part is at this state or worse. */
    private Answer probe(State worst) {
        boolean works = worst == State.DEAD || (!stopping && !checks.isEmpty());
        StringBuilder lines = new StringBuilder();
        for (HealthCheck check : checks) {
            Health health = check.health();
            works &= health.state().compareTo(worst) < 0;
            lines.append("[%s] %s: %s%n".formatted(health.state(), check.name(), health.detail()));
        }
        String first = works ? "ok\n" : stopping ? "stopping\n" : "not ok\n";
        return new Answer(works ? OK : UNAVAILABLE, first + lines);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
