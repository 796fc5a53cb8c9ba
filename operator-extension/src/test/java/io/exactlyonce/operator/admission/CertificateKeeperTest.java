package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.certificate.Authority;
import io.exactlyonce.operator.certificate.CertificatePlan.Trust;
import io.exactlyonce.operator.certificate.Observation;
import io.exactlyonce.operator.certificate.Registration;
import io.exactlyonce.operator.certificate.ServingPair;
import io.exactlyonce.operator.certificate.StoredPairs;
import io.exactlyonce.operator.certificate.Terms;
import io.exactlyonce.operator.certificate.Trouble;
import io.exactlyonce.operator.monitoring.Metric;
import io.exactlyonce.operator.port.CertificatePort;
import io.exactlyonce.operator.port.HealthCheck.State;
import io.exactlyonce.operator.port.UnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is wrong with looking after a certificate is seen from outside. */
class CertificateKeeperTest {
    private static final Set<String> NAMES = Set.of("webhook.eos.svc");

    /** Quick, but for what needs a second certificate. */
    private static final Terms TERMS =
            new Terms(
                    Duration.ofDays(90),
                    Duration.ofHours(1),
                    Duration.ofMinutes(10),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofMinutes(10));

    /** A Secret and a configuration that others may write too. */
    private static final class Cluster implements CertificatePort {
        private final AtomicInteger version = new AtomicInteger();
        private volatile StoredPairs stored = StoredPairs.NONE;
        private volatile List<Authority> trusted = List.of();
        private volatile boolean overwritten;
        private volatile @Nullable Throwable failure;

        @Override
        public Optional<Observation> observe() {
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            Registration registration =
                    new Registration(
                            "MutatingWebhookConfiguration",
                            "operator",
                            version.toString(),
                            List.of(new Registration.Entry("complete", trusted)));
            return Optional.of(new Observation(stored, List.of(registration), List.of()));
        }

        @Override
        public void store(@Nullable String read, List<ServingPair> newestFirst) {
            stored = new StoredPairs("" + version.incrementAndGet(), newestFirst, "");
        }

        @Override
        public void trust(Trust trust) {
            version.incrementAndGet();
            trusted = overwritten ? List.of() : trust.bundle();
        }

        @Override
        public void listen(Runnable listener) {}
    }

    private final Cluster cluster = new Cluster();
    private final CertificateKeeper keeper =
            new CertificateKeeper(cluster, NAMES, TERMS, InstantSource.system());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Thread start() {
        new AdmissionMetrics(registry).watch(keeper);
        Thread thread = new Daemons("certificate").newThread(keeper::run);
        thread.start();
        await().until(() -> keeper.health().state() == State.READY);
        assertThat(keeper.troubles()).isEmpty();
        return thread;
    }

    private double metric(Trouble trouble) {
        return registry.get(Metric.CERTIFICATE_TROUBLE.meter())
                .tag("kind", trouble.text())
                .gauge()
                .value();
    }

    @Test
    void whoKeepsOverwritingTheBundleIsSeen() {
        start();

        cluster.overwritten = true;
        cluster.trusted = List.of();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> keeper.troubles().contains(Trouble.QUARREL));
        assertThat(keeper.health().detail())
                .contains("MutatingWebhookConfiguration operator", "somebody else");
        assertThat(metric(Trouble.QUARREL)).isOne();
        assertThat(metric(Trouble.STOPPED)).isZero();
        keeper.close();
    }

    @Test
    void errorDoesNotEndTheThread() {
        start();

        cluster.failure = new NoClassDefFoundError("lost");
        await().until(() -> keeper.troubles().contains(Trouble.FAILED));
        assertThat(keeper.health().state()).isEqualTo(State.READY);
        assertThat(keeper.health().detail()).contains("lost");
        cluster.failure = null;

        await().atMost(Duration.ofSeconds(30)).until(() -> keeper.troubles().isEmpty());
        keeper.close();
    }

    @Test
    void refusalIsSeen() {
        start();

        cluster.failure = new UnavailableException("the Secret could not be written (HTTP 403)");

        await().until(() -> keeper.troubles().contains(Trouble.REFUSED));
        assertThat(keeper.health().detail()).contains("HTTP 403");
        assertThat(metric(Trouble.REFUSED)).isOne();
        keeper.close();
    }

    @Test
    void threadThatHasEndedIsDeadAndAClosedOneIsNot() throws Exception {
        Thread thread = start();

        thread.interrupt();
        thread.join();

        assertThat(keeper.health().state()).isEqualTo(State.DEAD);
        assertThat(keeper.troubles()).containsExactly(Trouble.STOPPED);
        keeper.close();
        assertThat(keeper.health().state()).isEqualTo(State.READY);
    }
}
