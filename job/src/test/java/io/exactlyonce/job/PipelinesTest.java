package io.exactlyonce.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.config.StartRefusedException;
import io.exactlyonce.job.config.Violation;
import io.exactlyonce.job.harness.TestCluster;
import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.job.lane.LaneHeaders;
import io.exactlyonce.job.pipeline.DeadLetters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each pipeline on a real broker. */
class PipelinesTest {
    @TempDir static Path folder;
    private static TestKafka kafka;
    private static MiniCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestKafka.start(folder.resolve("kafka"));
        cluster = TestCluster.start(1, 4);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        kafka.close();
    }

    @Test
    void totalsCountsSumsAndFindsTheMaximumOfEveryKey() {
        Map<String, String> config = config("totals");
        config.put("exactly-once.pipeline.name", "totals");
        config.put("exactly-once.pipeline.format", "csv");
        config.put("exactly-once.pipeline.csv-columns", "origin;delay");
        config.put("exactly-once.pipeline.key-field", "origin");

        List<ConsumerRecord<byte[], byte[]>> out =
                run("totals", config, List.of("A,1", "B,5", "A,2.50", ",7", "A,", "B,-1,9"), 6);

        assertThat(out.stream().map(record -> TestKafka.text(record.value())))
                .containsExactlyInAnyOrder(
                        "{\"key\":\"A\",\"count\":1,\"sum\":1,\"max\":1}",
                        "{\"key\":\"A\",\"count\":2,\"sum\":3.5,\"max\":2.5}",
                        "{\"key\":\"A\",\"count\":3,\"sum\":3.5,\"max\":2.5}",
                        "{\"key\":\"B\",\"count\":1,\"sum\":5,\"max\":5}",
                        "{\"key\":null,\"count\":1,\"sum\":7,\"max\":7}",
                        "B,-1,9");
        assertThat(out)
                .allSatisfy(record -> assertThat(header(record, LaneHeaders.LANE)).hasSize(16));
    }

    @Test
    void copyKeepsKeyValueTimestampAndHeaders() {
        kafka.create("copy-in", 2);
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", null).add("trace", TestKafka.utf8("7"));
        headers.add(LaneHeaders.LANE, TestKafka.utf8("of-an-earlier-job"));
        kafka.send(
                List.of(
                        new ProducerRecord<>(
                                "copy-in",
                                1,
                                1234567890123L,
                                TestKafka.utf8("k"),
                                new byte[] {0, (byte) 0xff},
                                headers),
                        new ProducerRecord<byte[], byte[]>(
                                "copy-in", 0, (Long) 1L, null, null, List.of())));

        List<ConsumerRecord<byte[], byte[]>> out = run("copy", config("copy"), List.of(), 2);

        assertThat(out).hasSize(2);
        ConsumerRecord<byte[], byte[]> full =
                out.stream().filter(record -> record.key() != null).findFirst().orElseThrow();
        assertThat(full.value()).containsExactly(0, 0xff);
        assertThat(full.timestamp()).isEqualTo(1234567890123L);
        assertThat(full.headers().headers("trace")).hasSize(2);
        assertThat(full.headers().headers(LaneHeaders.LANE)).hasSize(1);
        assertThat(header(full, LaneHeaders.ORIGIN)).isEqualTo("copy-in/1/0");
        assertThat(out).anySatisfy(record -> assertThat(record.value()).isNull());
    }

    @Test
    void dedupeKeepsTheFirstOfEveryIdAndEveryRecordWithoutOne() {
        Map<String, String> config = config("dedupe");
        config.put("exactly-once.pipeline.name", "dedupe");
        config.put("exactly-once.pipeline.format", "json");
        config.put("exactly-once.dedupe.id-field", "id");
        List<String> input =
                List.of(
                        "{\"id\":1}",
                        "{\"id\":\"1\"}",
                        "{\"id\":1}",
                        "{\"id\":null}",
                        "{}",
                        "{}",
                        "broken",
                        "{\"id\":\"1\"}");

        assertThat(
                        run("dedupe", config, input, 6).stream()
                                .map(record -> TestKafka.text(record.value())))
                .containsExactlyInAnyOrder(
                        "{\"id\":1}", "{\"id\":\"1\"}", "{\"id\":null}", "{}", "{}", "broken");
    }

    @Test
    void everythingTheRunnableJarLacksIsToldAtOnce() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        Configuration.fromMap(Map.of("exactly-once.pipeline.name", "totals")));

        assertThatThrownBy(() -> JobMain.build(environment))
                .isInstanceOfSatisfying(
                        StartRefusedException.class,
                        refused ->
                                assertThat(refused.violations())
                                        .extracting(Violation::field)
                                        .containsExactlyInAnyOrder(
                                                "exactly-once.kafka.bootstrap-servers",
                                                "exactly-once.sink.transactional-id-prefix",
                                                "execution.checkpointing.interval",
                                                "execution.checkpointing.dir",
                                                "exactly-once.source.topics",
                                                "exactly-once.sink.topic",
                                                "exactly-once.sink.dead-letter-topic",
                                                "exactly-once.pipeline.format",
                                                "exactly-once.pipeline.key-field"));
    }

    @Test
    void settingsOfThePipelineThatCannotWorkAreRefused() {
        Map<String, String> config = config("refused");
        config.put("exactly-once.source.topics", "a,b");
        config.put("exactly-once.sink.dead-letter-topic", "refused-out");
        config.put("exactly-once.pipeline.name", "totals");
        config.put("exactly-once.pipeline.format", "csv");
        config.put("exactly-once.pipeline.csv-columns", "origin;delay");
        config.put("exactly-once.pipeline.key-field", "Origin");

        assertThatThrownBy(
                        () ->
                                JobMain.build(
                                        StreamExecutionEnvironment.getExecutionEnvironment(
                                                Configuration.fromMap(config))))
                .isInstanceOfSatisfying(
                        StartRefusedException.class,
                        refused ->
                                assertThat(refused.violations())
                                        .extracting(Violation::field)
                                        .containsExactlyInAnyOrder(
                                                "exactly-once.source.topics",
                                                "exactly-once.sink.dead-letter-topic",
                                                "exactly-once.pipeline.key-field"));
    }

    @Test
    void aRecordFromTheFarFutureIsADeadLetterNotACrashLoop() {
        kafka.create("future-in", 1);
        kafka.allowFutureTimestamps("future-in");
        long inTwoHours = System.currentTimeMillis() + Duration.ofHours(2).toMillis();
        kafka.send(
                List.of(
                        new ProducerRecord<>(
                                "future-in",
                                0,
                                inTwoHours,
                                TestKafka.utf8("k"),
                                TestKafka.utf8("early"))));

        List<ConsumerRecord<byte[], byte[]>> out = run("future", config("future"), List.of("x"), 2);

        assertThat(out).extracting(record -> record.topic()).contains("future-out", "future-dead");
        ConsumerRecord<byte[], byte[]> dead = out.get(1);
        assertThat(TestKafka.text(dead.value())).isEqualTo("early");
        assertThat(dead.timestamp()).isLessThan(inTwoHours);
        assertThat(header(dead, DeadLetters.REASON)).contains(String.valueOf(inTwoHours));
    }

    private static Map<String, String> config(String name) {
        Map<String, String> config = TestJob.config(kafka, folder.resolve("checkpoints"));
        config.put("exactly-once.source.topics", name + "-in");
        config.put("exactly-once.sink.topic", name + "-out");
        config.put("exactly-once.sink.dead-letter-topic", name + "-dead");
        config.put("exactly-once.sink.transactional-id-prefix", "eo1.test." + name + ".r000001.");
        return config;
    }

    private static List<ConsumerRecord<byte[], byte[]>> run(
            String name, Map<String, String> config, List<String> input, int outputs) {
        kafka.createIfAbsent(name + "-in", 2);
        kafka.create(name + "-out", 2);
        kafka.create(name + "-dead", 1);
        kafka.send(name + "-in", input);
        TestJob job = TestJob.start(cluster, config, env -> JobMain.build(env).check());
        await().atMost(Duration.ofSeconds(40)).until(() -> all(name).size() >= outputs);
        job.stopWithSavepoint(folder.resolve("savepoints"));
        return all(name);
    }

    private static List<ConsumerRecord<byte[], byte[]>> all(String name) {
        List<ConsumerRecord<byte[], byte[]>> records = kafka.committed(name + "-out");
        records.addAll(kafka.committed(name + "-dead"));
        return records;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return TestKafka.text(record.headers().lastHeader(name).value());
    }
}
