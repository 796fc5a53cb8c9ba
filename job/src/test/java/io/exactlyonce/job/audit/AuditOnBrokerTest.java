package io.exactlyonce.job.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command on a real broker, lanes only. */
class AuditOnBrokerTest {
    @TempDir static Path folder;
    private static TestKafka kafka;

    private final String topic = "out-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private Planted planted(int partitions) {
        kafka.create(topic, partitions);
        return Planted.in(topic);
    }

    private Run audit(String... args) {
        String[] common = {"--bootstrap-servers", kafka.bootstrapServers()};
        return Run.of(Stream.concat(Stream.of(common), Stream.of(args)).toArray(String[]::new));
    }

    @Test
    void untouchedLaneIsClean() {
        planted(2).lane(0, 0, 1, 4).lane(1, 2, 3, 5).send(kafka);

        Run run = audit(topic);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.lastLine())
                .isEqualTo(
                        "VERDICT audit: clean topics=1 lanes=1 records=6 lost=0 duplicated=0"
                                + " reordered=0");
    }

    @Test
    void missingRecordIsOneLoss() {
        planted(2).lane(0, 0, 1, 4).lane(1, 3, 5).send(kafka);

        Run run = audit(topic);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lastLine())
                .contains("not clean")
                .contains("lost=1 duplicated=0 reordered=0");
        assertThat(run.out()).contains(topic + " lane " + Planted.LANE + " sequence 2");
    }

    @Test
    void doubledRecordIsOneDuplicate() {
        planted(2).lane(0, 0, 1, 1, 2).send(kafka);

        Run run = audit(topic);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lastLine()).contains("lost=0 duplicated=1 reordered=0");
        assertThat(run.out()).contains("sequence 1 at " + topic + "/0/2");
    }

    @Test
    void swappedPairIsOneReordering() {
        planted(1).lane(0, 0, 2, 1, 3).send(kafka);

        Run run = audit(topic);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lastLine()).contains("lost=0 duplicated=0 reordered=1");
    }

    @Test
    void openTransactionMakesItIncompleteAndIsNamed() {
        planted(2).lane(0, 0, 1).send(kafka);
        try (KafkaProducer<byte[], byte[]> open =
                Planted.in(topic).lane(1, 2).sendOpen(kafka, "stuck-" + topic)) {
            Run run = audit(topic, "--timeout", "5s");

            assertThat(open).isNotNull();
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.lastLine()).contains("incomplete").contains("records=2 lost=?");
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err())
                    .contains(topic + "/1 stays at offset 0 of 1")
                    .contains("transaction 'stuck-" + topic + "'")
                    .containsPattern("producer id \\d+, epoch \\d+, first offset 0, age \\d+ s")
                    .contains("timeout 60 s");
        }
    }

    @Test
    void abortedRecordsAreNotSeenAndTheirNumbersMayComeAgain() {
        planted(1).lane(0, 0).send(kafka);
        try (KafkaProducer<byte[], byte[]> aborted =
                Planted.in(topic).lane(0, 1, 2).sendOpen(kafka, "aborted-" + topic)) {
            aborted.abortTransaction();
        }
        Planted.in(topic).lane(0, 1, 2).send(kafka);

        assertThat(audit(topic).lastLine()).contains("clean").contains("records=3");
    }

    @Test
    void topicThatEndsWithMarkersIsReadToItsEnd() {
        planted(1).lane(0, 0).send(kafka);
        try (KafkaProducer<byte[], byte[]> aborted =
                Planted.in(topic).lane(0, 1).sendOpen(kafka, "tail-" + topic)) {
            aborted.abortTransaction();
        }

        assertThat(audit(topic, "--timeout", "10s").exitCode()).isZero();
    }

    @Test
    void foreignAndBrokenHeadersAreReportedNotFatal() {
        planted(1)
                .lane(0, 0, 1)
                .raw(null, null)
                .raw(Planted.LANE, "-7")
                .raw(Planted.LANE, "")
                .raw("", "2")
                .raw(Planted.LANE, null)
                .send(kafka);

        Run run = audit(topic);

        assertThat(run.exitCode()).isZero();
        assertThat(run.lastLine()).contains("clean").contains("records=7");
        assertThat(run.out())
                .contains("foreign     " + topic + "/0/2")
                .contains("broken      " + topic + "/0/3: eo-seq is not a decimal number");
    }

    @Test
    void compactedTopicIsRefused() throws Exception {
        NewTopic compacted =
                new NewTopic(topic, 1, (short) 1)
                        .configs(Map.of("cleanup.policy", "compact,delete"));
        kafka.admin().createTopics(List.of(compacted)).all().get();

        Run run = audit(topic);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1).first().asString().contains("is compacted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-topic", "not a topic name"})
    void topicThatDoesNotExistIsWrongUse(String missing) {
        Run run = audit(missing);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("topic '" + missing + "' does not exist");
    }

    @Test
    void emptyTopicNextToAGoodOneIsFineButAloneIsIncomplete() {
        planted(1).lane(0, 0, 1).send(kafka);
        String empty = topic + "-empty";
        kafka.create(empty, 3);

        assertThat(audit(topic, empty).lastLine()).contains("clean topics=2").contains("records=2");
        Run alone = audit(empty);
        assertThat(alone.exitCode()).isEqualTo(3);
        assertThat(alone.err()).contains("nothing was judged");
    }

    @Test
    void unreachableBrokerIsIncompleteWithinTheTimeout() {
        Instant start = Instant.now();

        Run run =
                Run.of(
                        "--bootstrap-servers",
                        "127.0.0.1:" + KafkaBroker.freePort(),
                        "--timeout",
                        "5s",
                        topic);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.lastLine()).startsWith("VERDICT audit: incomplete");
        assertThat(run.err().lines()).hasSize(1).first().asString().contains("did not answer");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void jsonHasTheSameFacts() throws Exception {
        planted(1).lane(0, 0, 2, 2).send(kafka);

        Run run = audit("-o", "json", topic);

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(json.path("verdict").asText()).isEqualTo("not clean");
        assertThat(json.path("lost").asLong()).isEqualTo(1);
        assertThat(json.path("duplicated").asLong()).isEqualTo(1);
        assertThat(json.at("/topics/0/topic").asText()).isEqualTo(topic);
        assertThat(json.at("/findings/0/kind").asText()).isEqualTo("lost");
        assertThat(json.at("/findings/0/first").asLong()).isEqualTo(1);
    }

    @Test
    void jsonSaysNullForWhatIsNotKnown() throws Exception {
        kafka.create(topic, 1);

        JsonNode json = new ObjectMapper().readTree(audit("-o", "json", topic).out());

        assertThat(json.path("verdict").asText()).isEqualTo("incomplete");
        assertThat(json.path("lost").isNull()).isTrue();
        assertThat(json.path("reasons")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--nonsense x",
                "--timeout soon x",
                "--timeout 10ms x",
                "-o xml x",
                "--group g x",
                "--against x x",
                "--follow --against in x",
                "--command-config /does/not/exist x"
            })
    void wrongUseIsOneLineAndExitCodeTwo(String args) {
        Run run =
                audit(Stream.of(args.split(" ")).filter(s -> !s.isEmpty()).toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1).first().asString().startsWith("audit: ");
    }

    @Test
    void clientPropertiesCannotWeakenTheReading() throws Exception {
        planted(1).lane(0, 0).send(kafka);
        try (KafkaProducer<byte[], byte[]> aborted =
                Planted.in(topic).lane(0, 5).sendOpen(kafka, "weak-" + topic)) {
            aborted.abortTransaction();
        }
        Path file = Files.createTempFile(folder, "client", ".properties");
        Files.writeString(
                file, "isolation.level=read_uncommitted\ngroup.id=g\nauto.offset.reset=latest\n");

        Run run = audit(topic, "--command-config", file.toString());

        assertThat(run.lastLine()).contains(": clean").contains("records=1");
    }
}
