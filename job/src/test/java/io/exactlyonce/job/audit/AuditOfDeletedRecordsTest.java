package io.exactlyonce.job.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.audit.report.AuditReport;
import io.exactlyonce.job.audit.report.Verdict;
import io.exactlyonce.job.harness.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command on topics that do not hold all that was written. */
class AuditOfDeletedRecordsTest {
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
    void truncatedStartIsABaseline() throws Exception {
        planted(2).lane(0, 0, 1, 4, 5, 7).lane(1, 2, 3, 8).send(kafka);
        TopicPartition first = new TopicPartition(topic, 0);
        kafka.admin().deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(3))).all().get();

        Run run = audit(topic);

        // 0, 1, 4 lay in the deleted part; 6 comes after the first record left, 5.
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lastLine()).contains("records=5 lost=1 ");
        assertThat(run.out()).contains("sequence 6").contains("3 missing numbers");
    }

    @Test
    void emptiedPartitionCannotVouchForAHole() throws Exception {
        planted(2).lane(0, 0, 1, 9).raw(null, null).send(kafka);
        kafka.send(List.of(new ProducerRecord<>(topic, 1, null, TestKafka.utf8("old"))));
        TopicPartition second = new TopicPartition(topic, 1);
        kafka.admin().deleteRecords(Map.of(second, RecordsToDelete.beforeOffset(1))).all().get();

        Run run = audit(topic);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.lastLine()).contains("incomplete").contains("lost=?");
        assertThat(run.out()).contains("unproven    " + topic).contains("sequences 2-8 (7)");
        assertThat(run.err().lines()).hasSize(1).first().asString().contains("partitions [1]");
    }

    private KafkaAuditor auditor() {
        return new KafkaAuditor(
                new AuditOptions(
                        kafka.bootstrapServers(),
                        Set.of(topic),
                        null,
                        null,
                        true,
                        Duration.ofSeconds(10),
                        Map.of()),
                () -> false);
    }

    private void deleteTopic() throws Exception {
        kafka.admin().deleteTopics(List.of(topic)).all().get();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9})
    void topicCreatedAnewBetweenRoundsIsIncomplete(int records) throws Exception {
        planted(1).lane(0, 0, 1, 2).send(kafka);
        try (KafkaAuditor auditor = auditor()) {
            assertThat(auditor.round().verdict()).isEqualTo(Verdict.CLEAN);
            deleteTopic();
            planted(1).lane(0, LongStream.range(3, 3 + records).toArray()).send(kafka);

            AuditReport report = auditor.round();

            assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
            assertThat(report.reasons().toString()).contains("deleted and created anew");
        }
    }

    @Test
    void topicDeletedBetweenRoundsIsIncomplete() throws Exception {
        planted(1).lane(0, 0, 1, 2).send(kafka);
        try (KafkaAuditor auditor = auditor()) {
            auditor.round();
            deleteTopic();

            AuditReport report = auditor.round();

            assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
            assertThat(report.reasons().toString()).contains("was deleted while it was audited");
        }
    }
}
