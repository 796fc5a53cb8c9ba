package io.exactlyonce.job.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.job.harness.TestKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a real broker, output compared with input. */
class AuditAgainstInputTest {
    @TempDir static Path folder;
    private static TestKafka kafka;

    private final String in = "in-" + UUID.randomUUID();
    private final String out = "out-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void inputOfFiveRecords() {
        kafka.create(in, 1);
        kafka.create(out, 1);
        kafka.send(in, List.of("a", "b", "c", "d", "e"));
    }

    private Run audit(String... args) {
        return auditWithin("10s", args);
    }

    private Run auditWithin(String timeout, String... args) {
        String[] common = {
            "--bootstrap-servers",
            kafka.bootstrapServers(),
            "--against",
            in,
            "--timeout",
            timeout,
            out
        };
        return Run.of(Stream.concat(Stream.of(common), Stream.of(args)).toArray(String[]::new));
    }

    private void committed(String group, long offset) throws Exception {
        kafka.admin()
                .alterConsumerGroupOffsets(
                        group, Map.of(new TopicPartition(in, 0), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    @Test
    void everyInputRecordNamedOnceIsClean() {
        Planted.in(out).from(in, 0, 1, 2, 3, 4).send(kafka);

        Run run = audit();

        assertThat(run.exitCode()).isZero();
        assertThat(run.lastLine())
                .endsWith("lost=0 duplicated=0 reordered=0 input=5 unexpected=0 pending=0");
    }

    @Test
    void deadLetterTopicCountsToo() {
        String dead = out + "-dead";
        kafka.create(dead, 1);
        Planted.in(out).from(in, 0, 1, 4).send(kafka);
        Planted.in(dead).from(in, 2, 3).send(kafka);

        assertThat(audit(dead).exitCode()).isZero();
    }

    @Test
    void originsOnDeadLettersOnlyProveNoLossOfTheRest() {
        String dead = out + "-dead";
        kafka.create(dead, 1);
        Planted.in(out).lane(0, 0, 1, 2, 3).send(kafka);
        Planted.in(dead).from(in, 4).send(kafka);

        Run run = audit(dead);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.lastLine()).contains("incomplete").contains("lost=?");
        assertThat(run.err()).contains("4 records without a usable origin may stand for them");
    }

    @Test
    void jsonHoldsTheInputSide() throws Exception {
        Planted.in(out).from(in, 0, 1, 2, 3).send(kafka);

        JsonNode json = new ObjectMapper().readTree(audit("-o", "json").out());

        assertThat(json.at("/against/committed").asLong()).isEqualTo(5);
        assertThat(json.at("/against/lost").asLong()).isEqualTo(1);
        assertThat(json.at("/findings/0/partition").asInt(-1)).isZero();
        assertThat(json.at("/findings/0/first").asLong()).isEqualTo(4);
    }

    @Test
    void lostTailIsFoundThoughTheLaneHasNoHole() {
        Planted.in(out).from(in, 0, 1, 2).send(kafka);

        Run run = audit();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lastLine()).contains("lost=2 duplicated=0");
        assertThat(run.out()).contains("lost        input " + in + "/0 offsets 3-4 (2)");
    }

    @Test
    void tailFromTheGroupsOffsetOnIsPending() throws Exception {
        Planted.in(out).from(in, 0, 1, 2).send(kafka);
        committed("job-" + in, 3);

        Run run = audit("--group", "job-" + in);

        assertThat(run.exitCode()).isZero();
        assertThat(run.lastLine()).contains("lost=0").endsWith("pending=2");
    }

    @Test
    void recordBelowTheGroupsOffsetIsLost() throws Exception {
        Planted.in(out).from(in, 0, 1, 2).send(kafka);
        committed("job-" + in, 4);

        assertThat(audit("--group", "job-" + in).lastLine())
                .contains("lost=1")
                .endsWith("pending=1");
    }

    @Test
    void groupWithoutOffsetsCannotTellLostFromPending() {
        Planted.in(out).from(in, 0, 1, 2).send(kafka);

        Run run = audit("--group", "misspelt");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("group 'misspelt' has no committed offset");
    }

    @Test
    void inputNamedTwiceIsDuplicated() {
        Planted.in(out).from(in, 0, 1, 2, 3, 4, 4).send(kafka);

        Run run = audit();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lastLine()).contains("lost=0 duplicated=1");
    }

    @Test
    void originOfAnAbortedOrMissingRecordIsUnexpected() {
        try (KafkaProducer<byte[], byte[]> aborted =
                Planted.in(in).lane(0, 0).sendOpen(kafka, "aborted-" + in)) {
            aborted.abortTransaction();
        }
        Planted.in(out).from(in, 0, 1, 2, 3, 4, 5, 4711).send(kafka);

        Run run = audit();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lastLine()).contains("input=5 unexpected=2");
        assertThat(run.out()).contains("unexpected  input " + in + "/0 offset 4711");
    }

    @Test
    void originsBelowATruncatedInputAreIgnored() throws Exception {
        Planted.in(out).from(in, 0, 1, 2, 3, 4).send(kafka);
        TopicPartition partition = new TopicPartition(in, 0);
        kafka.admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(3))).all().get();

        Run run = audit();

        assertThat(run.exitCode()).isZero();
        assertThat(run.lastLine()).contains("input=2 unexpected=0");
    }

    @Test
    void openTransactionInTheInputMakesItIncomplete() {
        Planted.in(out).from(in, 0, 1, 2, 3, 4).send(kafka);
        try (KafkaProducer<byte[], byte[]> open =
                Planted.in(in).lane(0, 0).sendOpen(kafka, "stuck-" + in)) {
            Run run = auditWithin("5s");

            assertThat(open).isNotNull();
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("'stuck-" + in + "'");
        }
    }
}
