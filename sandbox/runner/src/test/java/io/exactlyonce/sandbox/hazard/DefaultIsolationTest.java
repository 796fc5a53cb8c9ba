package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H18: a consumer at its default isolation sees what was aborted, and once more what was
 * written again.
 */
@Tag("slow")
class DefaultIsolationTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    @Test
    void aConsumerOfStockSettingsSeesAbortedRecordsAndOurSourceNever() throws Exception {
        Story orders = Story.of(BENCH, "isolation", CopyJob.OURS);
        abortedThenCommitted(orders.kafka(), "isolation-in", List.of("a", "b", "c"));

        assertThat(readByDefault(orders.kafka(), "isolation-in", 6))
                .containsExactly("a", "b", "c", "a", "b", "c");

        TestJob job = orders.start(1, null);
        orders.copy(10);
        job.checkpoint();
        orders.awaitVisible(13);
        assertThat(orders.visible()).contains("a", "b", "c").doesNotHaveDuplicates().hasSize(13);
    }

    @Test
    void aStockJobMakesCommittedResultsOfThem() throws Exception {
        Story orders = Story.of(BENCH, "isolation-stock", CopyJob.STOCK);
        abortedThenCommitted(orders.kafka(), "isolation-stock-in", List.of("a", "b", "c"));

        TestJob job = orders.start(1, null);
        await("all is read").atMost(Duration.ofSeconds(60)).until(() -> orders.written() >= 6);
        job.checkpoint();

        orders.awaitVisible(6);
        assertThat(orders.visible()).containsExactly("a", "a", "b", "b", "c", "c");
    }

    @Test
    void anotherIsolationOfOurSourceIsRefusedBeforeTheJobIs() {
        Story orders = Story.of(BENCH, "isolation-set", CopyJob.OURS);

        assertThat(
                        orders.apply(
                                object ->
                                        object.with(
                                                "read_uncommitted",
                                                "spec",
                                                "flinkConfiguration",
                                                "exactly-once.source.properties.isolation.level")))
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal ->
                                assertThat(refusal.violations())
                                        .anyMatch(
                                                it -> it.code() == Code.RESERVED_CLIENT_PROPERTY));
    }

    private static void abortedThenCommitted(TestKafka kafka, String topic, List<String> values)
            throws InterruptedException, ExecutionException {
        Properties properties = kafka.client();
        properties.put("transactional.id", "another-program-" + topic);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            for (boolean committed : List.of(false, true)) {
                producer.beginTransaction();
                for (String value : values) {
                    producer.send(new ProducerRecord<>(topic, 0, null, value)).get();
                }
                if (committed) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
    }

    private static List<String> readByDefault(TestKafka kafka, String topic, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        kafka.client(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> first = List.of(new TopicPartition(topic, 0));
            consumer.assign(first);
            consumer.seekToBeginning(first);
            while (values.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> values.add(it.value()));
            }
        }
        return values;
    }
}
