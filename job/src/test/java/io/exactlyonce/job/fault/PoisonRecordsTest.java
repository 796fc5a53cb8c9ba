package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.JobMain;
import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.job.lane.LaneHeaders;
import io.exactlyonce.job.pipeline.DeadLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Records that cannot be processed among records that can: the job never restarts, and each one is
 * in the dead-letter topic with its reason, in the transaction of its neighbours.
 */
class PoisonRecordsTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    private static final int LIMIT = 1024 * 1024;

    /** What may become of one input record: a reason, or an output without origin. */
    private record Fate(
            ProducerRecord<byte[], byte[]> input,
            @Nullable String reason,
            @Nullable Output output) {}

    private final List<Fate> fates = new ArrayList<>();
    private @Nullable Scenario scenario;

    @Test
    void totalsOfJsonSortOutWhatTheyCannotAddUp() throws Exception {
        scenario = json("poison-totals", "totals").with("exactly-once.pipeline.key-field", "k");
        brokenJson();
        dead("{\"k\":\"a\",\"v\":1e999999999}", "needs more than 400 digits");
        dead("{\"k\":\"a\",\"v\":-1e-999999999}", "needs more than 400 digits");
        dead("{\"k\":\"\\ud800\",\"v\":1}", "half of a surrogate pair");
        dead("{\"k\":\"" + "x".repeat(LIMIT / 2) + "\"}", "exceeds the limit");
        total("{\"k\":\"a\",\"v\":1}", "\"a\"", "1", "1");
        total("{\"k\":\"\\ud83d\\ude00\",\"v\":2}", "\"\ud83d\ude00\"", "2", "2");
        total("{\"k\":1e999999999,\"v\":3}", "1E+999999999", "3", "3");
        total("{\"v\":4}", "null", "4", "4");
        total("{\"k\":\"b\",\"v\":null}", "\"b\"", "null", "null");

        run();
    }

    @Test
    void totalsOfCsvSortOutWhatTheyCannotAddUp() throws Exception {
        scenario =
                scenario("poison-csv", "totals", "csv")
                        .with("exactly-once.pipeline.csv-columns", "k;v")
                        .with("exactly-once.pipeline.key-field", "k")
                        .with("exactly-once.pipeline.value-field", "v");
        dead("a,1,2", "3 CSV columns where 2 are known");
        dead("a,1\nb,2", "2 CSV records");
        dead("\"a,1", "not valid CSV");
        dead("a,x", "is not a number");
        dead("a,1e999999999", "needs more than 400 digits");
        dead("a," + "1".repeat(LIMIT / 2) + "x", "is not a number");
        dead("a," + "1".repeat(LIMIT / 2), "needs more than 400 digits");
        dead("", "0 CSV records");
        total("a,1", "\"a\"", "1", "1");
        total("b", "\"b\"", "null", "null");

        run();
    }

    @Test
    void aCopySortsOutWhatDoesNotParseAndKeepsEverythingElseAsItCame() throws Exception {
        scenario = json("poison-copy", "copy");
        brokenJson();
        dead(filling(LIMIT - 300), "exceeds the limit");
        copied(record(null, "{\"null\":\"key\"}"));
        copied(record("k", "{\"v\":1e999999999}"));
        copied(record("k", "{}", header("empty", null), header("empty", "again")));
        copied(record("k", filling(LIMIT / 2)));
        fates.add(
                new Fate(
                        record(
                                "k",
                                "{\"from\":\"upstream\"}",
                                header(LaneHeaders.LANE, "upstream"),
                                header(LaneHeaders.SEQUENCE, "41"),
                                header(LaneHeaders.ORIGIN, "there/0/1"),
                                header(DeadLetters.REASON, "was dead there"),
                                header("kept", "x")),
                        null,
                        new Output(
                                scenario.out(),
                                "k",
                                "{\"from\":\"upstream\"}",
                                List.of("kept=x"))));

        run();
    }

    @Test
    void dedupeSortsOutWhatHasNoFieldsAndPassesWhatHasNoId() throws Exception {
        scenario = json("poison-dedupe", "dedupe").with("exactly-once.dedupe.id-field", "id");
        brokenJson();
        dead("{\"id\":\"" + "x".repeat(LIMIT - 200) + "\"}", "exceeds the limit");
        copied(record("k", "{\"id\":1e999999999}"));
        copied(record(null, "{\"id\":null}", header("empty", null)));
        copied(record(null, "{}"));
        copied(record(null, "{}"));

        run();
    }

    private void brokenJson() {
        dead("not json", "not valid JSON");
        dead("", "not a JSON object");
        dead("[{\"k\":\"a\"}]", "not a JSON object");
        dead("[".repeat(100_000), "not valid JSON");
        dead("{\"a\":".repeat(100_000), "not valid JSON");
        dead("{\"a\":1e99999999999}", "a number out of range");
        fates.add(
                new Fate(record("k", new byte[] {'{', (byte) 0xff, '}'}), "not valid UTF-8", null));
        fates.add(new Fate(record("k", (byte[]) null), "no value (tombstone)", null));
        fates.add(
                new Fate(
                        record(
                                null,
                                "{",
                                header("empty", null),
                                header(LaneHeaders.LANE, "upstream"),
                                header(LaneHeaders.SEQUENCE, "41")),
                        "not valid JSON",
                        null));
    }

    /** Parallelism 1 and one input partition, so that all that is open is one transaction. */
    private static Scenario json(String name, String pipeline) {
        return scenario(name, pipeline, "json");
    }

    private static Scenario scenario(String name, String pipeline, String format) {
        return Scenario.copy(BENCH, name)
                .parallelism(1)
                .with("exactly-once.pipeline.name", pipeline)
                .with("exactly-once.pipeline.format", format);
    }

    private void run() throws Exception {
        BENCH.kafka().send(fates.stream().map(Fate::input).toList());
        TestJob job = scenario.start(null, JobMain::build);
        await("all written, or a restart")
                .atMost(Duration.ofSeconds(30))
                .until(() -> written() >= fates.size() || job.restarts() > 0);
        assertThat(job.restarts()).isZero();
        assertThat(topicsOfTheOnlyTransaction())
                .extracting(TopicPartition::topic)
                .contains(scenario.out(), scenario.dead());
        assertThat(scenario.committed()).isEmpty();

        scenario.stop(job);

        assertThat(job.restarts()).isZero();
        scenario.assertExactlyOnce(expected());
    }

    private int written() {
        return scenario.written() + BENCH.kafka().uncommitted(scenario.dead()).size();
    }

    private List<TopicPartition> topicsOfTheOnlyTransaction() throws Exception {
        List<String> open = scenario.openTransactions();
        assertThat(open).hasSize(1);
        return List.copyOf(
                BENCH.kafka()
                        .admin()
                        .describeTransactions(open)
                        .description(open.get(0))
                        .get()
                        .topicPartitions());
    }

    private List<Output> expected() {
        Map<String, ConsumerRecord<byte[], byte[]>> dead = new HashMap<>();
        BENCH.kafka()
                .committed(scenario.dead())
                .forEach(record -> dead.put(text(record, LaneHeaders.ORIGIN), record));
        List<Output> outputs = new ArrayList<>();
        for (int offset = 0; offset < fates.size(); offset++) {
            Fate fate = fates.get(offset);
            String origin = scenario.in() + "/0/" + offset;
            if (fate.reason() == null) {
                outputs.add(withOrigin(Objects.requireNonNull(fate.output()), origin));
            } else {
                assertThat(dead).as("dead letter: %s", fate.reason()).containsKey(origin);
                String reason = text(dead.get(origin), DeadLetters.REASON);
                assertThat(reason).contains(fate.reason());
                outputs.add(letter(fate.input(), reason, origin));
            }
        }
        return outputs;
    }

    private Output withOrigin(Output output, String origin) {
        if (scenario.config().get("exactly-once.pipeline.name").equals("dedupe")) {
            return output;
        }
        List<String> headers = new ArrayList<>(output.headers());
        headers.add(Output.header(LaneHeaders.ORIGIN, origin));
        return new Output(output.topic(), output.key(), output.value(), headers);
    }

    private Output letter(ProducerRecord<byte[], byte[]> input, String reason, String origin) {
        List<String> headers = new ArrayList<>();
        headers.add(Output.header(DeadLetters.REASON, reason));
        headers.add(Output.header(LaneHeaders.ORIGIN, origin));
        if (reason.contains("exceeds the limit")) {
            return new Output(scenario.dead(), null, null, headers);
        }
        headers.addAll(passedOn(input));
        return new Output(
                scenario.dead(), Output.text(input.key()), Output.text(input.value()), headers);
    }

    private static List<String> passedOn(ProducerRecord<byte[], byte[]> input) {
        return Arrays.stream(input.headers().toArray())
                .filter(header -> !header.key().startsWith("eo-"))
                .map(header -> Output.header(header.key(), Output.text(header.value())))
                .collect(Collectors.toList());
    }

    private void dead(String value, String reason) {
        fates.add(new Fate(record("k", value), reason, null));
    }

    private void total(String value, String key, String sum, String max) {
        String json = "{\"key\":" + key + ",\"count\":1,\"sum\":" + sum + ",\"max\":" + max + "}";
        fates.add(
                new Fate(
                        record("k", value),
                        null,
                        new Output(
                                scenario.out(),
                                Output.text(TestKafka.utf8(key)),
                                Output.text(TestKafka.utf8(json)),
                                List.of())));
    }

    private void copied(ProducerRecord<byte[], byte[]> input) {
        fates.add(
                new Fate(
                        input,
                        null,
                        new Output(
                                scenario.out(),
                                Output.text(input.key()),
                                Output.text(input.value()),
                                passedOn(input))));
    }

    /** A JSON object of that many bytes. */
    private static String filling(int bytes) {
        return "{\"a\":\"" + "x".repeat(bytes - 8) + "\"}";
    }

    private ProducerRecord<byte[], byte[]> record(
            @Nullable String key, String value, Header... headers) {
        return record(key, TestKafka.utf8(value), headers);
    }

    private ProducerRecord<byte[], byte[]> record(
            @Nullable String key, byte @Nullable [] value, Header... headers) {
        return new ProducerRecord<>(
                scenario.in(),
                0,
                key == null ? null : TestKafka.utf8(key),
                value,
                Arrays.asList(headers));
    }

    private static Header header(String name, @Nullable String value) {
        return new RecordHeader(name, value == null ? null : TestKafka.utf8(value));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return TestKafka.text(record.headers().lastHeader(header).value());
    }
}
