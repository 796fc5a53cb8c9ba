package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.ledger.Ended;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A sweep is due, and the brokers are down, refuse, or restart in the middle of it. Nothing is
 * fenced that should not be, the condition says what is the matter, and it ends by itself.
 */
@Tag("slow")
class BrokersInTroubleTest {
    @RegisterExtension
    static final HazardBench BENCH =
            new HazardBench(
                    Map.of(
                            "authorizer.class.name",
                            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                            "allow.everyone.if.no.acl.found",
                            "true"));

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Brokers that were silent are left alone for that long. */
    private static final Duration SILENCE = Duration.ofSeconds(31);

    private final AtomicReference<KafkaProducer<String, String>> successor =
            new AtomicReference<>();

    @AfterEach
    void closeSuccessor() {
        KafkaProducer<String, String> producer = successor.get();
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }

    @Test
    void restartBetweenListAndFenceSparesWhoTookTheIdOverAndTheRestIsFenced() {
        Tap tap = new Tap();
        Story orders = sweepIsDue("restarts", tap);
        List<String> orphans = orphans(orders);
        assertThat(orphans).hasSize(2);
        tap.beforeNext(
                "describe",
                () -> {
                    BENCH.kafka().restart();
                    takeOver(orphans.get(0), orders.out());
                });

        lookUntil(orders, () -> successor.get() != null);
        assertThat(orphans(orders)).as("who took it over has it").contains(orphans.get(0));
        successor.get().commitTransaction();

        carryOn(orders, () -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(orders.visible()).contains("written by the successor");
        assertThat(without(orders, "written by the successor")).isEqualTo(orders.input());
        // That of the first was aborted by whoever took its id over; no third one was meant.
        assertThat(orders.cluster().ledger("restarts").transactions().ended())
                .extracting(Ended::transactionalId)
                .containsExactlyInAnyOrderElementsOf(orphans);
    }

    @Test
    void brokersThatStopBeforeTheFenceAreNotKnownToBeCleanAndTheSweepEndsOnceTheyAreBack() {
        Tap tap = new Tap();
        Story orders = sweepIsDue("stops", tap);
        tap.beforeNext("fence", BENCH.kafka()::stop);

        lookUntil(orders, () -> tap.requests().stream().anyMatch(it -> it.what().equals("fence")));
        orders.operator().pass(SILENCE);
        orders.operator().look();
        assertThat(transactions(orders, "stops"))
                .matches(it -> it.is(ConditionStatus.UNKNOWN, Reason.BROKER_UNREACHABLE));

        BENCH.kafka().comeBack();
        carryOn(orders, () -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(orders.visible()).isEqualTo(orders.input());
        carryOn(
                orders,
                () ->
                        transactions(orders, "stops")
                                .is(ConditionStatus.TRUE, Reason.TRANSACTIONS_CLEAN));
    }

    @Test
    void fenceThatIsRefusedIsTriedUntilTheRightIsThere() throws Exception {
        Story orders = sweepIsDue("refuses", new Tap());
        List<String> orphans = orphans(orders);
        allow(AclOperation.DESCRIBE, "eo1.shop.refuses.");

        orders.operator().look();
        orders.operator().look();
        assertThat(orphans(orders)).isEqualTo(orphans);
        assertThat(transactions(orders, "refuses"))
                .matches(it -> it.is(ConditionStatus.FALSE, Reason.FENCING));

        allow(AclOperation.WRITE, "eo1.shop.refuses.");
        carryOn(orders, () -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(orders.visible()).isEqualTo(orders.input());
    }

    /** r1 was killed in mid-transaction, and r2 has read again what it had read, and committed. */
    private static Story sweepIsDue(String name, Tap tap) {
        Story orders = Story.of(BENCH, name, CopyJob.OURS, UnaryOperator.identity(), tap);
        orders.start(1, null);
        orders.operator().look();
        orders.copy(50);
        String savepoint = orders.upstream().stop();
        orders.operator().look();
        orders.start(2, savepoint);
        orders.operator().look();
        orders.copy(30);
        orders.upstream().killed();
        orders.operator().look();
        int written = orders.written();
        TestJob third = orders.start(3, savepoint);
        await("read again").atMost(PATIENCE).until(() -> orders.written() == written + 30);
        third.checkpoint();
        orders.operator().pass(SILENCE);
        return orders;
    }

    private static List<String> orphans(Story orders) {
        return orders.kafka().openTransactions("eo1.shop.").stream()
                .filter(id -> id.contains(".r000002."))
                .filter(id -> id.contains("." + orders.name() + "."))
                .toList();
    }

    private static void lookUntil(Story orders, Callable<Boolean> until) {
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            orders.operator().look();
                            return until.call();
                        });
    }

    /** Looks again and again, as the controller does after a failure. */
    private static void carryOn(Story orders, Callable<Boolean> until) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(
                        () -> {
                            orders.operator().pass(SILENCE);
                            orders.operator().look();
                            return until.call();
                        });
    }

    private static List<String> without(Story orders, String value) {
        return orders.visible().stream().filter(it -> !it.equals(value)).toList();
    }

    private static Condition transactions(Story orders, String name) {
        return orders.cluster()
                .ledger(name)
                .conditions()
                .of(ConditionType.TRANSACTIONS_CLEAN)
                .orElseThrow();
    }

    /** Somebody else's producer, which has a transaction open under the same id. */
    private void takeOver(String id, String topic) {
        Properties properties = BENCH.kafka().client();
        properties.put("transactional.id", id);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
        successor.set(producer);
        producer.initTransactions();
        producer.beginTransaction();
        try {
            producer.send(new ProducerRecord<>(topic, 0, null, "written by the successor")).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void allow(AclOperation operation, String start) throws Exception {
        AclBinding binding =
                new AclBinding(
                        new ResourcePattern(
                                ResourceType.TRANSACTIONAL_ID, start, PatternType.PREFIXED),
                        new AccessControlEntry(
                                "User:ANONYMOUS", "*", operation, AclPermissionType.ALLOW));
        BENCH.kafka().admin().createAcls(List.of(binding)).all().get();
    }
}
