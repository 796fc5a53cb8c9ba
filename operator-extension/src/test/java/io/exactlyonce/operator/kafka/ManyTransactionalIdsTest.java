package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one look at a cluster full of transactional ids costs. */
@Tag("slow")
class ManyTransactionalIdsTest {
    private static final int KNOWN = 10_000;
    private static final int OPEN = 50;
    private static final int AT_ONCE = 50;
    private static final int MOST_REQUESTS = 10;

    @TempDir private Path folder;

    @Test
    void oneLookAtTenThousandIdsTakesAHandfulOfRequests() {
        AtomicReference<Admin> used = new AtomicReference<>();
        try (RealBroker broker = RealBroker.start(folder, Map.of());
                KafkaBrokers brokers = new KafkaBrokers(means(used))) {
            fill(broker);
            Policy policy = Brokers.policy(broker.bootstrapServers());

            long requests = 0;
            for (int pass = 1; pass <= 3; pass++) {
                long began = System.nanoTime();
                Map<String, TransactionDescription> open = brokers.open(policy, "eo1.shop.");
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                long total = requests(used.get());

                assertThat(open).hasSize(OPEN);
                assertThat(total - requests).isLessThanOrEqualTo(MOST_REQUESTS);
                System.out.printf(
                        "pass %d: %d ids known, %d open, %d requests, %d ms%n",
                        pass, KNOWN, OPEN, total - requests, took.toMillis());
                requests = total;
            }
        }
    }

    private static void fill(RealBroker broker) {
        broker.create("results", 1);
        // One call for each: a call with many ids sends all that are left again after each answer.
        for (int start = 0; start < KNOWN - OPEN; start += AT_ONCE) {
            List<KafkaFuture<Void>> fenced =
                    IntStream.range(start, Math.min(start + AT_ONCE, KNOWN - OPEN))
                            .mapToObj(number -> "eo1.shop.orders.abcdefgh.r000001.sink.0-" + number)
                            .map(id -> broker.admin().fenceProducers(List.of(id)).all())
                            .toList();
            fenced.forEach(RealBroker::done);
        }
        for (int number = 0; number < OPEN; number++) {
            broker.begin("eo1.shop.orders.abcdefgh.r000002.sink." + number + "-1", "results", 0);
        }
    }

    private static PolicyBrokers.Means means(AtomicReference<Admin> used) {
        return new PolicyBrokers.Means(
                new PolicySecrets(Brokers.NO_SECRETS),
                Brokers.LOOPBACK,
                InetAddress::getAllByName,
                (properties, hosts) -> {
                    used.set(AdminClients.create(properties, hosts));
                    return used.get();
                },
                BrokerPace.USUAL,
                InstantSource.system());
    }

    private static long requests(Admin admin) {
        return admin.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("request-total"))
                .filter(metric -> metric.getKey().group().equals("admin-client-metrics"))
                .mapToLong(metric -> ((Number) metric.getValue().metricValue()).longValue())
                .sum();
    }
}
