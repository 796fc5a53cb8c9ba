package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.JobMain;
import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.harness.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Retention deletes input while the job is stopped: a loss that nobody may keep quiet about. */
class LostInputTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    @TempDir Path savepoints;

    @Test
    void inputThatWasDeletedUnreadStopsTheJobUntilTheLossIsAccepted() throws Exception {
        TestKafka kafka = BENCH.kafka();
        create("lost", 1);
        kafka.send("lost-in", values(0, 2));
        Map<String, String> fromTheEpoch =
                Map.of(
                        "exactly-once.source.start-from", "timestamp",
                        "exactly-once.source.start-timestamp", "0");
        TestJob first = start("lost", 1, fromTheEpoch);
        await().until(() -> kafka.committed("lost-out").size() == 2);
        String savepoint = first.stopWithSavepoint(savepoints);
        kafka.send("lost-in", values(2, 12));
        deleteUpTo(6, new TopicPartition("lost-in", 0));

        assertFails("lost", savepoint, "lost-in-0");
        assertThat(kafka.committed("lost-out")).hasSize(2);

        TestJob accepted =
                start(
                        "lost",
                        3,
                        Map.of(
                                "execution.state-recovery.path",
                                savepoint,
                                "exactly-once.source.on-lost-input",
                                "skip-to-earliest"));
        await().atMost(Duration.ofSeconds(30)).until(() -> kafka.committed("lost-out").size() == 8);
        accepted.stopWithSavepoint(savepoints);
    }

    @Test
    void thatHoldsForAPartitionOfWhichNothingWasEverReadToo() throws Exception {
        TestKafka kafka = BENCH.kafka();
        create("idle", 2);
        kafka.send(List.of(record(0, "read")));
        TestJob first = start("idle", 1, Map.of());
        await().until(() -> kafka.committed("idle-out").size() == 1);
        String savepoint = first.stopWithSavepoint(savepoints);
        kafka.send(values(0, 10).stream().map(value -> record(1, value)).toList());
        deleteUpTo(6, new TopicPartition("idle-in", 1));

        assertFails("idle", savepoint, "idle-in-1");
        assertThat(kafka.committed("idle-out")).hasSize(1);
    }

    private void assertFails(String name, String savepoint, String partition) {
        TestJob strict = start(name, 2, Map.of("execution.state-recovery.path", savepoint));
        await().atMost(Duration.ofSeconds(30)).until(() -> strict.status() == JobStatus.FAILED);
        assertThat(strict.failure()).contains(partition, "OffsetOutOfRange");
    }

    private static void create(String name, int partitions) {
        BENCH.kafka().create(name + "-in", partitions);
        BENCH.kafka().create(name + "-out", 1);
        BENCH.kafka().create(name + "-dead", 1);
    }

    private static void deleteUpTo(long offset, TopicPartition partition) throws Exception {
        BENCH.kafka()
                .admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    private static ProducerRecord<byte[], byte[]> record(int partition, String value) {
        return new ProducerRecord<>("idle-in", partition, null, TestKafka.utf8(value));
    }

    private TestJob start(String name, int revision, Map<String, String> more) {
        Map<String, String> config =
                TestJob.config(BENCH.kafka(), savepoints.resolve("checkpoints"));
        config.put("restart-strategy.type", "none");
        config.put("parallelism.default", "1");
        config.put("exactly-once.source.topics", name + "-in");
        config.put("exactly-once.sink.topic", name + "-out");
        config.put("exactly-once.sink.dead-letter-topic", name + "-dead");
        config.put(
                "exactly-once.sink.transactional-id-prefix",
                "eo1." + name + ".r00000" + revision + ".");
        config.putAll(more);
        return TestJob.start(
                BENCH.cluster(), config, environment -> JobMain.build(environment).check());
    }

    private static List<String> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }
}
