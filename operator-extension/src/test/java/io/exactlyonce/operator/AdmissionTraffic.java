package io.exactlyonce.operator;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.kubernetes.Kinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Twenty times a second a write that the API server has judged, and as often a new connection to
 * each replica: the API server itself keeps its connections.
 */
final class AdmissionTraffic implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(50);

    /** Writes under way at a time: one takes longer than the pace where the machine is busy. */
    private static final int WRITERS = 4;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(WRITERS + 1);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final long start = System.nanoTime();

    static AdmissionTraffic start(
            LiveDeployments deployments, Supplier<List<String>> bundles, List<Integer> ports) {
        AdmissionTraffic traffic = new AdmissionTraffic();
        KubernetesClient client = deployments.namespace().client();
        GenericKubernetesResource deployment =
                client.getKubernetesSerialization()
                        .unmarshal(deployments.git("asked"), GenericKubernetesResource.class);
        for (int i = 0; i < WRITERS; i++) {
            traffic.again(
                    PACE.multipliedBy(WRITERS),
                    () -> {
                        client.genericKubernetesResources(Kinds.FLINK_DEPLOYMENT)
                                .inNamespace(deployments.namespace().name())
                                .resource(deployment)
                                .dryRun()
                                .create();
                        traffic.admitted.incrementAndGet();
                    });
        }
        traffic.again(
                PACE,
                () -> {
                    List<String> trusted = bundles.get();
                    for (int port : ports) {
                        serial(port, trusted.get(traffic.handshakes.get() % trusted.size()));
                        traffic.handshakes.incrementAndGet();
                    }
                });
        return traffic;
    }

    private interface Attempt {
        void run() throws IOException, GeneralSecurityException;
    }

    private void again(Duration pace, Attempt attempt) {
        var unused =
                threads.scheduleAtFixedRate(
                        () -> {
                            try {
                                attempt.run();
                            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                                failures.add(e.toString());
                            }
                        },
                        0,
                        pace.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Connects as an API server does, and returns the serial number of the certificate. */
    static String serial(int port, String bundle) throws IOException, GeneralSecurityException {
        try (SSLSocket socket =
                (SSLSocket)
                        trusting(Base64.getDecoder().decode(bundle))
                                .getSocketFactory()
                                .createSocket("localhost", port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            X509Certificate certificate =
                    (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSerialNumber().toString(16);
        }
    }

    private static SSLContext trusting(byte[] pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate authority :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("authority-" + number, authority);
            number++;
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Returns when so many more were admitted. */
    void awaitMore(int number) {
        int wanted = admitted.get() + number;
        await().atMost(Duration.ofSeconds(30)).until(() -> admitted.get() >= wanted);
    }

    /** Returns when the last answers are in. */
    void stop() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            failures.add("not answered within 30 s");
        }
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    int admitted() {
        return admitted.get();
    }

    int handshakes() {
        return handshakes.get();
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
