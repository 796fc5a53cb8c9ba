package io.exactlyonce.operator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Waits for an operator to be ready. In the operator's own image, so that {@code helm test} needs
 * no other one with a shell.
 */
@Command(
        name = "ready",
        description = "Waits until an operator is ready, and says what it waits for if it is not.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is ready", "1:it is not, or does not answer"})
public final class ReadyCommand implements Callable<Integer> {
    private static final int READY = 0;
    private static final int NOT_READY = 1;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    @Parameters(paramLabel = "URL", description = "http://HOST:PORT/readyz")
    private URI url = URI.create("");

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait (${DEFAULT-VALUE}).")
    private long seconds;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Spec private @Nullable CommandSpec command;

    /** One look. */
    private record Answer(boolean ready, String text) {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
        HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build();
        HttpRequest request = HttpRequest.newBuilder(url).timeout(ANSWER).build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Answer answer = ask(client, request);
        while (!answer.ready() && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.sleep(Math.min(AGAIN.toNanos(), end - System.nanoTime()));
            answer = ask(client, request);
        }
        out.println(
                answer.ready()
                        ? answer.text()
                        : "No operator is ready at "
                                + url
                                + " after "
                                + seconds
                                + " s: "
                                + answer.text());
        out.flush();
        return answer.ready() ? READY : NOT_READY;
    }

    private static Answer ask(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return new Answer(
                    response.statusCode() == HttpURLConnection.HTTP_OK, response.body().strip());
        } catch (IOException e) {
            return new Answer(
                    false, "it does not answer (" + e + "). Look at its pods and its Service.");
        }
    }
}
