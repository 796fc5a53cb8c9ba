package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.plan.PlayedRun;
import io.exactlyonce.operator.plan.policy.BrokerAnswer;
import io.exactlyonce.operator.plan.policy.PolicyAnswer;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * How often brokers and the Secrets of the storage are asked: each question at a pace of its own.
 */
class ContractChecksTest {
    private static final Controllers.Pace PACE = Controllers.Pace.USUAL;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-07-01T10:00:00Z"));
    private final PlayedContracts brokers = new PlayedContracts();
    private final CountedStorage storage = new CountedStorage();
    private final Policy policy = PlayedRun.policy();
    private final ContractChecks checks =
            new ContractChecks(
                    new TransactionPorts(
                            brokers,
                            storage,
                            (namespace, deployment) -> {
                                throw new AssertionError("no pod is looked at");
                            }),
                    PACE,
                    now::get);

    /** Secrets that are refused as long as a test wants. */
    private static final class CountedStorage implements SnapshotStore {
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean locked;

        @Override
        public void checkSecrets(Policy policy) {
            asked.incrementAndGet();
            if (locked) {
                throw new UnavailableException(Reason.SECRET_FORBIDDEN, "Locked", null);
            }
        }

        @Override
        public StoredSnapshots stored(Policy policy, String directory, Set<String> jobIds) {
            throw new AssertionError("no snapshot is looked at");
        }

        @Override
        public SnapshotContent content(Policy policy, String path) {
            throw new AssertionError("no snapshot is looked at");
        }
    }

    private void brokersTell() {
        brokers.tell(name(), new BrokerContract(now.get(), true, null, List.of(), null, List.of()));
    }

    private String name() {
        return policy.identity().name();
    }

    private ContractChecks.Known look() {
        return await().until(() -> checks.look(policy), known -> known.answer() != null);
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Test
    void brokersAreNotAskedAgainForASecretOfTheStorage() {
        brokersTell();
        storage.locked = true;
        assertThat(look().again()).isEqualTo(PACE.contractRetry());

        for (int retry = 2; retry < 5; retry++) {
            pass(PACE.contractRetry());
            look();
            assertThat(storage.asked).hasValue(retry);
        }

        assertThat(brokers.asked(name())).isEqualTo(1);
        pass(PACE.contractRetry().multipliedBy(2));
        look();
        assertThat(brokers.asked(name())).isEqualTo(2);
    }

    @Test
    void storageThatCanBeReadAgainLeavesBrokersTheirPace() {
        brokersTell();
        storage.locked = true;
        look();
        storage.locked = false;
        pass(PACE.contractRetry());

        ContractChecks.Known known = look();

        assertThat(known.answer())
                .isNotNull()
                .satisfies(answer -> assertThat(answer.isComplete()).isTrue())
                .extracting(PolicyAnswer::brokers)
                .isInstanceOf(BrokerAnswer.Told.class);
        assertThat(known.again()).isEqualTo(PACE.contract().minus(PACE.contractRetry()));
        assertThat(brokers.asked(name())).isEqualTo(1);
    }

    @Test
    void brokersThatFailedAreAskedAgainSoon() {
        look();
        pass(PACE.contractRetry());

        look();

        assertThat(brokers.asked(name())).isEqualTo(2);
    }
}
