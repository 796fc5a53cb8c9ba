package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.kafka.PlayedKafka;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Asking;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Brokers;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Silent;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One request serves all deployments of a policy, and one that hangs holds up nobody else. */
class OpenTransactionsTest {
    static final Policy POLICY = policy();
    private static final String ID = "eo1.shop.orders.abcdefgh.r000001.out.0-1";

    private final PlayedKafka kafka = new PlayedKafka();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final OpenTransactions open = new OpenTransactions(kafka, now::get);

    private static Policy policy() {
        Fields object =
                Fields.EMPTY
                        .with("shop", "metadata", "namespace")
                        .with("standard", "metadata", "name")
                        .with("kafka:9092", "spec", "kafka", "bootstrapServers")
                        .with("s3://lab/flink", "spec", "checkpoints", "storage")
                        .with("Fence", "spec", "transactions", "orphans");
        return ((PolicyReading.Valid) PolicyReader.read(object)).policy();
    }

    private Brokers idle() {
        return open.of(POLICY, OpenTransactions.IDLE);
    }

    private void pass(long seconds) {
        now.updateAndGet(time -> time.plusSeconds(seconds));
    }

    @Test
    void idleDeploymentsCostOneRequestInThirtySeconds() {
        kafka.open(ID, 7, 0);
        for (int second = 0; second < 60; second++) {
            for (int deployment = 0; deployment < 100; deployment++) {
                assertThat(idle()).isInstanceOf(Told.class);
            }
            pass(1);
        }

        assertThat(kafka.requests).hasSize(2).containsOnly("open eo1.shop.");
    }

    @Test
    void whatIsUnderWayIsAskedAgainAfterFiveSeconds() {
        idle();
        pass(6);
        kafka.open(ID, 7, 0);

        assertThat(((Told) idle()).open()).as("the idle one is content with it").isEmpty();
        assertThat(((Told) open.of(POLICY, OpenTransactions.BUSY)).open()).hasSize(1);
    }

    @Test
    void silentBrokersAreLeftAloneForThirtySeconds() {
        kafka.silent = true;

        for (int i = 0; i < 29; i++) {
            assertThat(open.of(POLICY, OpenTransactions.BUSY)).isInstanceOf(Silent.class);
            pass(1);
        }

        assertThat(kafka.requests).hasSize(1);
    }

    @Test
    void idsOfOthersAreLeftOut() {
        kafka.open("eo1.shop.orders", 7, 0);
        kafka.open("eo1.shop.orders.UPPER.r000001.out.0-1", 7, 0);
        kafka.open(ID, 7, 0);

        assertThat(((Told) idle()).open()).extracting(it -> it.id()).containsExactly(ID);
    }

    @Test
    void brokersThatHangHoldUpOneLookOnly() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        OpenTransactions hanging =
                new OpenTransactions(new HangingKafka(kafka, asked, answered), now::get);
        Thread first = new Thread(() -> hanging.of(POLICY, Duration.ZERO));
        first.start();
        asked.await();

        assertThat(hanging.of(POLICY, Duration.ZERO)).isInstanceOf(Asking.class);

        answered.countDown();
        first.join();
        assertThat(hanging.of(POLICY, OpenTransactions.IDLE)).isInstanceOf(Told.class);
    }
}
