package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.kubernetes.MockCluster;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What brokers allow gets into the status of a policy, and from there into every decision. */
class PolicyContractTest {
    private final MockCluster server = new MockCluster();
    private final Cluster cluster = new Cluster(server.client(), "shop");
    private final PlayedContracts brokers = new PlayedContracts();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private RunningController controller;

    @BeforeEach
    void start() {
        controller =
                RunningController.start(
                        server.client(), RunningController.Setup.of().with(brokers));
    }

    @AfterEach
    void stop() {
        hanging.countDown();
        controller.close();
        server.close();
    }

    private static BrokerContract contract(Duration maximum) {
        return new BrokerContract(
                Instant.parse("2026-07-01T10:00:00Z"),
                true,
                maximum,
                List.of(new BrokerContract.Broker(1, maximum, 2, Duration.ofDays(7))),
                null,
                List.of());
    }

    @Test
    void ruleOnTheBrokersMaximumFiresFromTheStatus() {
        brokers.tell("standard", contract(Duration.ofMinutes(14)));
        cluster.policy("standard");
        await().untilAsserted(() -> assertThat(ready("standard").text("status")).contains("True"));
        cluster.create(
                Kinds.FLINK_DEPLOYMENT,
                Cluster.parsed(cluster.manifest("orders", "running"))
                        .with(
                                "15 min",
                                "spec",
                                "flinkConfiguration",
                                "exactly-once.sink.transaction-timeout"));

        Ledger ledger =
                cluster.awaitLedger(
                        "orders",
                        found ->
                                found.conditions()
                                        .has(
                                                ConditionType.READY,
                                                ConditionStatus.FALSE,
                                                Reason.UNPROTECTED));

        assertThat(ledger.conditions().of(ConditionType.READY).orElseThrow().message())
                .contains("EO1002", "14 min");
    }

    @Test
    void silenceKeepsWhatWasToldAndTheAnswerComesBackByItself() {
        brokers.tell("standard", contract(Duration.ofMinutes(14)));
        cluster.policy("standard");
        await().untilAsserted(() -> assertThat(ready("standard").text("status")).contains("True"));

        brokers.fail("standard", Reason.BROKER_AUTHENTICATION_FAILED, "No. Check the password");
        await().untilAsserted(
                        () ->
                                assertThat(ready("standard").text("reason"))
                                        .contains("BrokerAuthenticationFailed"));
        assertThat(ready("standard").text("status")).contains("False");
        BrokerContract kept = BrokerContract.of(policy("standard"));
        assertThat(kept.reachable()).isFalse();
        assertThat(kept.smallestMaximumTimeout()).contains(Duration.ofMinutes(14));

        brokers.tell("standard", contract(Duration.ofMinutes(13)));
        await().untilAsserted(() -> assertThat(ready("standard").text("status")).contains("True"));
        assertThat(BrokerContract.of(policy("standard")).smallestMaximumTimeout())
                .contains(Duration.ofMinutes(13));
    }

    @Test
    void storageWhoseSecretCannotBeReadIsNotReadyUntilItCan() {
        AtomicReference<@Nullable Reason> refusal = new AtomicReference<>(Reason.SECRET_FORBIDDEN);
        controller.close();
        controller =
                RunningController.start(
                        server.client(),
                        RunningController.Setup.of()
                                .with(brokers)
                                .with(
                                        (namespace, name) -> Optional.empty(),
                                        new LockedStorage(refusal),
                                        InstantSource.system()));
        brokers.tell("standard", contract(Duration.ofMinutes(14)));
        cluster.policy("standard");

        await().untilAsserted(
                        () ->
                                assertThat(ready("standard").text("reason"))
                                        .contains("SecretForbidden"));
        assertThat(ready("standard").text("status")).contains("False");
        assertThat(ready("standard").text("message")).contains("Locked. Apply the role");
        assertThat(BrokerContract.of(policy("standard")).reachable()).isTrue();

        refusal.set(null);
        await().untilAsserted(() -> assertThat(ready("standard").text("status")).contains("True"));
    }

    /** Storage whose Secrets cannot be read for a reason. */
    private record LockedStorage(AtomicReference<@Nullable Reason> refusal)
            implements SnapshotStore {
        @Override
        public void checkSecrets(Policy policy) {
            Reason reason = refusal.get();
            if (reason != null) {
                throw new UnavailableException(reason, "Locked. Apply the role", null);
            }
        }

        @Override
        public StoredSnapshots stored(Policy policy, String directory, Set<String> jobIds) {
            return new StoredSnapshots.NotListed("locked");
        }

        @Override
        public SnapshotContent content(Policy policy, String path) {
            return new SnapshotContent.Unreadable("locked");
        }
    }

    @Test
    void brokersThatHangHoldUpNoOtherPolicyAndNoDeployment() {
        for (int number = 0; number < 5; number++) {
            brokers.hang("hangs-" + number, hanging);
            cluster.policy("hangs-" + number);
        }
        brokers.tell("standard", contract(Duration.ofMinutes(14)));
        cluster.policy("standard");
        cluster.suspended("orders");

        cluster.awaitLedger("orders", ledger -> ledger.history().highest() == 1);
        await().untilAsserted(() -> assertThat(ready("standard").text("status")).contains("True"));
        await().untilAsserted(
                        () -> assertThat(ready("hangs-0").text("status")).contains("Unknown"));
    }

    private Fields policy(String name) {
        return cluster.read(Kinds.POLICY, name).orElseThrow();
    }

    private Fields ready(String name) {
        return policy(name).objects("status", "conditions").stream()
                .filter(condition -> condition.text("type").orElse("").equals("Ready"))
                .findFirst()
                .orElse(Fields.EMPTY);
    }
}
