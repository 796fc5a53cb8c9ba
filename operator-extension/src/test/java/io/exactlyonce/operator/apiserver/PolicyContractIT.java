package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.controller.Cluster;
import io.exactlyonce.operator.controller.PlayedContracts;
import io.exactlyonce.operator.controller.RunningController;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.policy.BrokerContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is written of the brokers passes the schema of the resource, and nothing of it is pruned.
 */
@RequiresApiServer(UpstreamCrd.V1_15_LIKE)
class PolicyContractIT {
    private final TestApiServer server;

    PolicyContractIT(TestApiServer server) {
        this.server = server;
        server.installOurs();
    }

    @Test
    void everyFieldOfTheContractIsStoredAndReadBackAndWrittenOnce() {
        Cluster cluster = new Cluster(server.client(), server.newNamespace("contract").name());
        BrokerContract contract =
                new BrokerContract(
                        Instant.parse("2026-07-01T10:00:00Z"),
                        true,
                        Duration.ofMinutes(7),
                        List.of(
                                new BrokerContract.Broker(
                                        1, Duration.ofMinutes(7), 2, Duration.ofDays(7)),
                                new BrokerContract.Broker(2, Duration.ofMinutes(15), null, null)),
                        new BrokerContract.TransactionState(3, 2),
                        List.of("WRITE TransactionalId eo1.shop.*"));
        PlayedContracts brokers = new PlayedContracts();
        brokers.tell("standard", contract);
        RunningController.Setup setup = RunningController.Setup.of(cluster.namespace());
        try (RunningController running =
                RunningController.start(server.client(), setup.with(brokers))) {
            cluster.policy("standard");
            await().until(() -> read(cluster).equals(contract));
            String version = version(cluster, "standard");

            // The next question follows the look that found nothing new in the last answer.
            int asked = brokers.asked("standard");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> brokers.asked("standard") > asked + 1);

            assertThat(running.isHealthy()).isTrue();
            assertThat(version(cluster, "standard")).isEqualTo(version);
        }
    }

    private static BrokerContract read(Cluster cluster) {
        return BrokerContract.of(cluster.read(Kinds.POLICY, "standard").orElseThrow());
    }

    private static String version(Cluster cluster, String policy) {
        return cluster.read(Kinds.POLICY, policy)
                .orElseThrow()
                .text("metadata", "resourceVersion")
                .orElseThrow();
    }
}
