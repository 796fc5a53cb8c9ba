package io.exactlyonce.operator.admission;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.exactlyonce.operator.manifest.ManifestException;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.javaoperatorsdk.webhook.admission.AdmissionController;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One path of the webhook: bytes in, bytes out. Any answer but 200 is a refusal to the server. */
final class AdmissionEndpoint implements HttpHandler {
    /** Two objects, each as large as an API server takes one (3 MiB), and the rest. */
    static final int LARGEST_BODY = 8 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionEndpoint.class);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;

    private final String path;
    private final AdmissionController<RawObject> controller;
    private final AdmissionMetrics metrics;

    AdmissionEndpoint(String path, DeploymentAdmission admission, AdmissionMetrics metrics) {
        this.path = path;
        this.controller = new AdmissionController<>(admission);
        this.metrics = metrics;
    }

    String path() {
        return path;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                text(exchange, METHOD_NOT_ALLOWED, "POST an AdmissionReview");
                return;
            }
            byte[] body = body(exchange.getRequestBody());
            if (body.length > LARGEST_BODY) {
                text(exchange, TOO_LARGE, "An AdmissionReview has at most 8 MiB");
                return;
            }
            review(exchange, body, start);
        }
    }

    private void review(HttpExchange exchange, byte[] body, long start) throws IOException {
        byte[] answer;
        try {
            answer = answer(body, start);
        } catch (ManifestException e) {
            LOG.warn("event=malformed path={} reason=\"{}\"", path, e.getMessage());
            metrics.malformed(path, System.nanoTime() - start);
            text(exchange, BAD_REQUEST, "The AdmissionReview " + e.getMessage());
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, OK, answer);
    }

    /** The answer to a review, without the transport. */
    byte[] answer(byte[] body, long start) throws ManifestException {
        AdmissionReview answer = controller.handle(ReviewReader.read(body));
        metrics.answered(path, answer.getResponse(), System.nanoTime() - start);
        return ReviewReader.write(answer);
    }

    /** One byte more than allowed, if there is one. */
    private static byte[] body(InputStream stream) throws IOException {
        return stream.readNBytes(LARGEST_BODY + 1);
    }

    private static void text(HttpExchange exchange, int code, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        send(exchange, code, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int code, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
