package io.exactlyonce.operator.admission;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.OperatorSettings.Webhook;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhook over HTTPS: {@code /mutate} and {@code /validate}. More requests at a time than
 * threads wait; more than the queue holds are turned away, which the API server takes for a
 * refusal.
 */
public final class WebhookServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final int QUEUE_PER_THREAD = 16;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);

    private final HttpsServer server;
    private final CertificateSource certificate;
    private final ThreadPoolExecutor workers;

    /** One party is the server itself; each exchange that is worked on is another. */
    private final Phaser exchanges = new Phaser(1);

    private WebhookServer(Webhook settings, CertificateSource certificate) throws IOException {
        this.certificate = certificate;
        this.server = HttpsServer.create(new InetSocketAddress(settings.port()), 0);
        this.server.setHttpsConfigurator(new ModernTls(certificate.serving()));
        this.workers =
                new ThreadPoolExecutor(
                        settings.threads(),
                        settings.threads(),
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(settings.threads() * QUEUE_PER_THREAD),
                        new Daemons("webhook"));
        this.workers.allowCoreThreadTimeOut(true);
        this.server.setExecutor(workers);
    }

    /**
     * Starts to serve at once; without a certificate every handshake fails, and {@link
     * #certificate()} says why.
     *
     * @param certificate closed with this
     * @throws IOException if the port is taken
     */
    public static WebhookServer start(
            Webhook settings,
            CertificateSource certificate,
            Watch watch,
            Decisions decisions,
            KubernetesPort kubernetes,
            MeterRegistry registry)
            throws IOException {
        WebhookServer webhook = new WebhookServer(settings, certificate);
        AdmissionMetrics metrics = new AdmissionMetrics(registry);
        metrics.watch(certificate);
        for (DeploymentAdmission.Phase phase : DeploymentAdmission.Phase.values()) {
            String path = phase == DeploymentAdmission.Phase.MUTATE ? "/mutate" : "/validate";
            webhook.serve(
                    new AdmissionEndpoint(
                            path,
                            new DeploymentAdmission(phase, decisions, kubernetes, watch),
                            metrics));
        }
        webhook.server.start();
        LOG.info("event=webhook-started port={}", webhook.port());
        return webhook;
    }

    private void serve(AdmissionEndpoint endpoint) {
        HttpHandler counted =
                exchange -> {
                    exchanges.register();
                    try {
                        endpoint.handle(exchange);
                    } finally {
                        exchanges.arriveAndDeregister();
                    }
                };
        server.createContext(endpoint.path(), counted);
    }

    /** The port that is listened on, also if the settings left it to the system. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Whether there is a certificate to serve with. */
    public HealthCheck certificate() {
        return certificate;
    }

    /** Answers what is being worked on, at most 10 s long, then stops. */
    @Override
    public void close() {
        certificate.close();
        try {
            exchanges.awaitAdvanceInterruptibly(
                    exchanges.arrive(), LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("event=webhook-cut exchanges={}", exchanges.getUnarrivedParties());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        workers.shutdownNow();
        LOG.info("event=webhook-stopped");
    }

    private static final class ModernTls extends HttpsConfigurator {
        ModernTls(ServingCertificate certificate) {
            super(certificate.context());
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters tls = getSSLContext().getDefaultSSLParameters();
            tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setSSLParameters(tls);
        }
    }
}
