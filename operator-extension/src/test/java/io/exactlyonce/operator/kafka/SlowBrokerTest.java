package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is there, and answers late. */
@Tag("slow")
class SlowBrokerTest {
    private static final String ID = "eo1.shop.slow.a.r000001.sink.0-1";
    private static final Duration TOO_LATE = Brokers.PACE.answer().plusSeconds(2);

    @TempDir static Path folder;
    private static RealBroker broker;
    private static SlowNetwork network;
    private static KafkaBrokers brokers;
    private static Policy policy;

    @BeforeAll
    static void start() throws IOException {
        int port = KafkaBroker.freePort();
        int slow = KafkaBroker.freePort();
        int behind = KafkaBroker.freePort();
        int controller = KafkaBroker.freePort();
        network = new SlowNetwork(slow, behind);
        broker =
                RealBroker.start(
                        folder,
                        port,
                        Map.of(
                                "controller.quorum.voters",
                                "1@127.0.0.1:" + controller,
                                "listeners",
                                "PLAINTEXT://127.0.0.1:%d,SLOW://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                        .formatted(port, behind, controller),
                                "advertised.listeners",
                                "PLAINTEXT://127.0.0.1:%d,SLOW://127.0.0.1:%d"
                                        .formatted(port, slow),
                                "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,SLOW:PLAINTEXT,CONTROLLER:PLAINTEXT"));
        broker.create("results", 1);
        brokers = Brokers.of(Brokers.NO_SECRETS, Brokers.PACE);
        policy = Brokers.policy("127.0.0.1:" + slow);
    }

    @AfterAll
    static void stop() throws IOException {
        brokers.close();
        network.close();
        broker.close();
    }

    @AfterEach
    void quickAgain() {
        network.delay(Duration.ZERO);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(UnavailableException.class)
                .until(() -> brokers.describe(policy, Set.of("nobody")).isEmpty());
    }

    @Test
    void answerThatComesInTimeIsAnAnswer() {
        String id = ID + "1";
        broker.begin(id, "results", 0);
        network.delay(Duration.ofMillis(300));

        assertThat(brokers.open(policy, "eo1.shop.slow.")).containsKey(id);
        brokers.fence(policy, id);
        assertThat(state(id)).isNotEqualTo(TransactionState.ONGOING);
    }

    @Test
    void answerThatComesTooLateIsNoneAndAllIsWellOnceTheyAreQuick() {
        String id = ID + "2";
        broker.begin(id, "results", 0);
        assertThat(brokers.open(policy, "eo1.shop.slow.")).containsKey(id);
        network.delay(TOO_LATE);

        long began = System.nanoTime();
        UnavailableException failure =
                catchThrowableOfType(
                        UnavailableException.class, () -> brokers.open(policy, "eo1.shop.slow."));

        assertThat(failure.reason()).contains(Reason.BROKER_UNREACHABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(Brokers.PACE.answer().plusSeconds(3));
        quickAgain();
        assertThat(brokers.open(policy, "eo1.shop.slow.")).containsKey(id);
    }

    /** The deed may be done although nobody said so; to do it again does no harm. */
    @Test
    void fenceWhoseAnswerIsLateIsNotTakenForDone() {
        String id = ID + "3";
        broker.begin(id, "results", 0);
        assertThat(brokers.open(policy, "eo1.shop.slow.")).containsKey(id);
        network.delay(TOO_LATE);

        UnavailableException failure =
                catchThrowableOfType(UnavailableException.class, () -> brokers.fence(policy, id));

        assertThat(failure.reason()).contains(Reason.BROKER_UNREACHABLE);
        quickAgain();
        brokers.fence(policy, id);
        assertThat(state(id)).isNotEqualTo(TransactionState.ONGOING);
        assertThat(brokers.open(policy, "eo1.shop.slow.")).doesNotContainKey(id);
    }

    private static TransactionState state(String id) {
        TransactionDescription described = brokers.describe(policy, Set.of(id)).get(id);
        return described == null ? TransactionState.DEAD : described.state();
    }
}
