package io.exactlyonce.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReadyCommandTest {
    private final AtomicInteger notYet = new AtomicInteger();
    private final StringWriter out = new StringWriter();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/readyz",
                exchange -> {
                    boolean ready = notYet.getAndDecrement() <= 0;
                    byte[] text =
                            (ready ? "all is well" : "informer flinkdeployments: not yet")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(ready ? 200 : 503, text.length);
                    exchange.getResponseBody().write(text);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(String within) {
        return new CommandLine(new ReadyCommand())
                .setOut(new PrintWriter(out))
                .execute(
                        "--within=" + within,
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/readyz");
    }

    @Test
    void waitsForTheOperator() {
        notYet.set(1);

        assertThat(run("30")).isZero();
        assertThat(out.toString()).contains("all is well");
    }

    @Test
    void saysWhatTheOperatorWaitsFor() {
        notYet.set(Integer.MAX_VALUE);

        assertThat(run("0")).isEqualTo(1);
        assertThat(out.toString()).contains("No operator is ready", "flinkdeployments: not yet");
    }

    @Test
    void silenceIsNotReady() {
        server.stop(0);

        assertThat(run("0")).isEqualTo(1);
        assertThat(out.toString()).contains("does not answer");
    }
}
