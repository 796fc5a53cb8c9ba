package io.exactlyonce.operator;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The whole operator, started as {@code run} starts it but for the client. */
public final class RunningOperator implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final OperatorProcess process;

    private RunningOperator(OperatorProcess process) {
        this.process = process;
    }

    /**
     * Starts it and returns when {@code /readyz} says so.
     *
     * @param environment all of the container's, so that whoever writes it is tested too
     * @param client closed with the operator
     * @throws IllegalArgumentException if the environment is not one that the operator starts with
     */
    public static RunningOperator start(Map<String, String> environment, KubernetesClient client) {
        try {
            RunningOperator operator =
                    new RunningOperator(
                            OperatorProcess.start(
                                    SettingsLoader.load(environment, Optional.empty()), client));
            try {
                operator.awaitReady();
                return operator;
            } catch (RuntimeException e) {
                operator.close();
                throw e;
            }
        } catch (SettingsLoader.WrongSettingsException | IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void awaitReady() {
        URI ready = URI.create("http://127.0.0.1:" + process.monitoringPort() + "/readyz");
        await("the operator's /readyz")
                .atMost(START)
                .pollInterval(POLL)
                .until(() -> status(ready) == HttpURLConnection.HTTP_OK);
    }

    private static int status(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
