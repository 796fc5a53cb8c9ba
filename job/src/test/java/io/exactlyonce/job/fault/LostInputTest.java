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
        for (String topic : List.of("lost-in", "lost-out", "lost-dead")) {
            kafka.create(topic, 1);
        }
        kafka.send("lost-in", values(0, 2));
        TestJob first = start(1, Map.of());
        await().until(() -> kafka.committed("lost-out").size() == 2);
        String savepoint = first.stopWithSavepoint(savepoints);
        kafka.send("lost-in", values(2, 12));
        kafka.admin()
                .deleteRecords(
                        Map.of(new TopicPartition("lost-in", 0), RecordsToDelete.beforeOffset(6)))
                .all()
                .get();

        TestJob strict = start(2, Map.of("execution.state-recovery.path", savepoint));
        await().atMost(Duration.ofSeconds(30)).until(() -> strict.status() == JobStatus.FAILED);
        assertThat(strict.failure()).contains("lost-in-0", "OffsetOutOfRange");
        assertThat(kafka.committed("lost-out")).hasSize(2);

        TestJob accepted =
                start(
                        3,
                        Map.of(
                                "execution.state-recovery.path",
                                savepoint,
                                "exactly-once.source.on-lost-input",
                                "skip-to-earliest"));
        await().atMost(Duration.ofSeconds(30)).until(() -> kafka.committed("lost-out").size() == 8);
        accepted.stopWithSavepoint(savepoints);
    }

    private TestJob start(int revision, Map<String, String> more) {
        Map<String, String> config =
                TestJob.config(BENCH.kafka(), savepoints.resolve("checkpoints"));
        config.put("restart-strategy.type", "none");
        config.put("parallelism.default", "1");
        config.put("exactly-once.source.topics", "lost-in");
        config.put("exactly-once.source.start-from", "timestamp");
        config.put("exactly-once.source.start-timestamp", "0");
        config.put("exactly-once.sink.topic", "lost-out");
        config.put("exactly-once.sink.dead-letter-topic", "lost-dead");
        config.put("exactly-once.sink.transactional-id-prefix", "eo1.lost.r00000" + revision + ".");
        config.putAll(more);
        return TestJob.start(
                BENCH.cluster(), config, environment -> JobMain.build(environment).check());
    }

    private static List<String> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }
}
