package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.port.HealthCheck;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitoringServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private HealthCheck.Health health = HealthCheck.Health.ready("fine");
    private MonitoringServer monitoring;

    @BeforeEach
    void start() throws IOException {
        monitoring = MonitoringServer.start(0, registry);
    }

    @AfterEach
    void stop() {
        monitoring.close();
    }

    @Test
    void nothingIsReadyBeforeTheStartIsDone() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void partThatWaitsIsAliveButNotReady() throws Exception {
        monitoring.watch(List.of(part()));
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        health = HealthCheck.Health.notReady("no certificate");

        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("[NOT_READY] part: no certificate");
    }

    @Test
    void prometheusSeesTheSameParts() throws Exception {
        monitoring.watch(List.of(part()));
        assertThat(get("/metrics").body())
                .contains("exactly_once_component_ready{component=\"part\"} 1.0");

        health = HealthCheck.Health.notReady("no certificate");

        assertThat(get("/metrics").body())
                .contains("exactly_once_component_ready{component=\"part\"} 0.0");
    }

    @Test
    void partThatWillNeverWorkAgainAsksForARestart() throws Exception {
        monitoring.watch(List.of(part()));
        health = HealthCheck.Health.dead("stopped for good");

        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(get("/livez").body()).contains("[DEAD] part: stopped for good");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void stoppingIsAliveButNotReady() throws Exception {
        monitoring.watch(List.of(part()));
        monitoring.stopping();

        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void metricsAreThoseOfTheRegistry() throws Exception {
        registry.counter("seen").increment();

        assertThat(get("/metrics").body()).contains("seen_total 1.0");
        assertThat(get("/metrics/else").statusCode()).isEqualTo(404);
    }

    private HealthCheck part() {
        return new HealthCheck() {
            @Override
            public String name() {
                return "part";
            }

            @Override
            public Health health() {
                return health;
            }
        };
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://localhost:" + monitoring.port() + path);
        return client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
