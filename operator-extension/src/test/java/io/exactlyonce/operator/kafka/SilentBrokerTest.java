package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that do not answer, hang, come back, or lead elsewhere. */
class SilentBrokerTest {
    @TempDir private Path folder;

    @Test
    void brokerThatHangsHoldsUpNobodyForLong() throws IOException {
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                KafkaBrokers brokers = Brokers.of(Brokers.NO_SECRETS, Brokers.PACE)) {
            Policy policy = Brokers.policy("127.0.0.1:" + hanging.getLocalPort());

            long began = System.nanoTime();
            UnavailableException first = unavailable(brokers, policy);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            began = System.nanoTime();
            UnavailableException second = unavailable(brokers, policy);
            Duration then = Duration.ofNanos(System.nanoTime() - began);

            assertThat(first.reason()).contains(Reason.BROKER_UNREACHABLE);
            assertThat(took).isLessThan(Brokers.PACE.answer().plusSeconds(3));
            assertThat(second.what()).isEqualTo(first.what());
            assertThat(then).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void hangingPolicyDoesNotDelayAnother() throws IOException {
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                RealBroker broker = RealBroker.start(folder, Map.of());
                KafkaBrokers brokers = Brokers.of(Brokers.NO_SECRETS, Brokers.PACE)) {
            Policy hangs =
                    Brokers.policy(
                            "hangs",
                            "bootstrapServers: \"127.0.0.1:" + hanging.getLocalPort() + "\"");
            Policy answers = Brokers.policy(broker.bootstrapServers());

            CompletableFuture<UnavailableException> failure =
                    CompletableFuture.supplyAsync(() -> unavailable(brokers, hangs));
            assertThat(brokers.open(answers, "eo1.shop.")).isEmpty();

            assertThat(failure).isNotDone();
            assertThat(failure.join().reason()).contains(Reason.BROKER_UNREACHABLE);
        }
    }

    @Test
    void brokerThatComesBackIsAskedAgain() {
        int port = KafkaBroker.freePort();
        BrokerPace hasty =
                new BrokerPace(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        10);
        try (KafkaBrokers brokers = Brokers.of(Brokers.NO_SECRETS, hasty)) {
            Policy policy = Brokers.policy("127.0.0.1:" + port);
            assertThat(unavailable(brokers, policy).reason()).contains(Reason.BROKER_UNREACHABLE);

            try (RealBroker broker = RealBroker.start(folder, port, Map.of())) {
                assertThat(brokers.contract(policy).reachable()).isTrue();
                assertThat(broker.bootstrapServers()).endsWith(":" + port);
            }
        }
    }

    @Test
    void brokerThatNamesAForbiddenServerIsNotFollowed() {
        int port = KafkaBroker.freePort();
        Map<String, String> advertised =
                Map.of("advertised.listeners", "PLAINTEXT://broker.elsewhere.test:" + port);
        try (KafkaBroker broker = KafkaBroker.start(folder, port, advertised);
                KafkaBrokers brokers =
                        new KafkaBrokers(
                                means(
                                        Brokers.LOOPBACK,
                                        host ->
                                                host.endsWith(".test")
                                                        ? InetAddress.getAllByName(
                                                                "169.254.169.254")
                                                        : InetAddress.getAllByName(host)))) {
            Policy policy = Brokers.policy(broker.bootstrapServers());

            UnavailableException contract = unavailable(brokers, policy);

            assertThat(contract.reason()).contains(Reason.ENDPOINT_REFUSED);
            assertThat(contract.what()).contains("broker.elsewhere.test", "metadata service");
        }
    }

    @Test
    void nameThatResolvesToAForbiddenAddressIsNeverConnectedTo() {
        AtomicReference<String> address = new AtomicReference<>("169.254.169.254");
        try (KafkaBrokers brokers =
                new KafkaBrokers(
                        means(
                                EndpointBounds.ANY,
                                host -> InetAddress.getAllByName(address.get())))) {
            Policy policy = Brokers.policy("kafka.shop.svc:9092");

            assertThat(unavailable(brokers, policy).reason()).contains(Reason.ENDPOINT_REFUSED);
        }
    }

    @Test
    void nameThatResolvesElsewhereTheNextTimeIsJudgedAgain() throws UnknownHostException {
        AtomicReference<String> address = new AtomicReference<>("10.0.0.1");
        JudgedHosts hosts =
                new JudgedHosts(
                        EndpointBounds.ANY,
                        host -> InetAddress.getAllByName(address.get()),
                        Brokers.PACE.request());
        assertThat(hosts.resolve("kafka.shop.svc")).hasSize(1);

        address.set("169.254.169.254");

        assertThatThrownBy(() -> hosts.resolve("kafka.shop.svc"))
                .isInstanceOf(UnknownHostException.class);
        assertThat(hosts.refusal()).isPresent();
    }

    @Test
    void nameServerThatHangsHoldsUpNobodyForLong() {
        CountDownLatch never = new CountDownLatch(1);
        try (KafkaBrokers brokers =
                new KafkaBrokers(
                        means(
                                EndpointBounds.ANY,
                                host -> {
                                    try {
                                        never.await();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                    throw new UnknownHostException(host);
                                }))) {
            long began = System.nanoTime();

            UnavailableException failure =
                    unavailable(brokers, Brokers.policy("kafka.shop.svc:9092"));

            assertThat(failure.reason()).contains(Reason.BROKER_UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Brokers.PACE.answer());
        } finally {
            never.countDown();
        }
    }

    @Test
    void nameWithoutAddressIsToldApartFromSilence() {
        try (KafkaBrokers brokers =
                new KafkaBrokers(
                        means(
                                EndpointBounds.ANY,
                                host -> {
                                    throw new UnknownHostException(host);
                                }))) {
            UnavailableException failure =
                    unavailable(brokers, Brokers.policy("kafka.shop.svc:9092"));

            assertThat(failure.reason()).contains(Reason.BROKER_UNREACHABLE);
            assertThat(failure.what()).contains("DNS");
        }
    }

    private static PolicyBrokers.Means means(EndpointBounds bounds, JudgedHosts.Names names) {
        return new PolicyBrokers.Means(
                new PolicySecrets(Brokers.NO_SECRETS),
                bounds,
                names,
                AdminClients::create,
                Brokers.PACE,
                InstantSource.system());
    }

    private static UnavailableException unavailable(KafkaBrokers brokers, Policy policy) {
        return catchThrowableOfType(UnavailableException.class, () -> brokers.contract(policy));
    }
}
