package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.job.lane.LaneHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The oracle finds what it is there to find. */
class OracleTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    @Test
    void aCleanRunHasNoFindings() {
        assertThat(findings(run())).isEmpty();
    }

    @Test
    void aLostRecordIsMissedInContentAndLane() {
        List<ConsumerRecord<byte[], byte[]>> run = run();
        run.remove(4);

        assertThat(findings(run))
                .hasSize(2)
                .anyMatch(finding -> finding.startsWith("lost 1 x ") && finding.contains("v4"))
                .anyMatch(finding -> finding.startsWith("hole at 2 "));
    }

    @Test
    void aLostTailIsMissedInContent() {
        List<ConsumerRecord<byte[], byte[]>> run = run();
        run.remove(run.size() - 1);

        assertThat(findings(run)).singleElement().asString().startsWith("lost 1 x ");
    }

    @Test
    void aDuplicateIsFoundInContentAndLane() {
        List<ConsumerRecord<byte[], byte[]>> run = run();
        ConsumerRecord<byte[], byte[]> twice = run.get(3);
        run.add(
                record(
                        100,
                        Output.text(twice.value()),
                        lane(twice, LaneHeaders.LANE),
                        lane(twice, LaneHeaders.SEQUENCE)));

        assertThat(findings(run))
                .hasSize(3)
                .anyMatch(finding -> finding.startsWith("not expected 1 x "))
                .anyMatch(finding -> finding.startsWith("repeat of 1 "))
                .anyMatch(finding -> finding.contains(": 1 after 4 in "));
    }

    @Test
    void aRecordProcessedTwiceIsFoundThoughItsLaneIsClean() {
        List<ConsumerRecord<byte[], byte[]>> run = run();
        run.add(record(100, "v9", "b", "5"));

        assertThat(findings(run)).singleElement().asString().startsWith("not expected 1 x ");
    }

    @Test
    void aSwapIsFoundByTheLane() {
        List<ConsumerRecord<byte[], byte[]>> run = run();
        Collections.swap(run, 2, 4);

        assertThat(findings(run)).singleElement().asString().contains(": 1 after 2 in ");
    }

    @Test
    void aRecordWithoutALaneOrWithTwoIsFound() {
        List<ConsumerRecord<byte[], byte[]>> run = run();
        run.get(9).headers().remove(LaneHeaders.LANE);
        run.get(8).headers().add(LaneHeaders.LANE, LaneHeaders.encode("c"));

        assertThat(findings(run)).filteredOn(finding -> finding.contains(" has lanes ")).hasSize(2);
    }

    @Test
    void anOpenTransactionIsFoundOnTheBroker() throws Exception {
        TestKafka kafka = BENCH.kafka();
        kafka.create("oracle", 1);
        Properties properties = kafka.client();
        properties.put("transactional.id", "eo1.oracle.r000001.0-1");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("oracle", new byte[1])).get();

            assertThat(Oracle.findings(List.of(), List.of(), kafka.openTransactions("eo1.oracle.")))
                    .containsExactly("open transaction: eo1.oracle.r000001.0-1");

            producer.abortTransaction();
            await().untilAsserted(
                            () -> assertThat(kafka.openTransactions("eo1.oracle.")).isEmpty());
        }
    }

    private static List<String> findings(List<ConsumerRecord<byte[], byte[]>> run) {
        return Oracle.findings(run().stream().map(Output::of).toList(), run, List.of());
    }

    /** Ten records of two lanes in turn. */
    private static List<ConsumerRecord<byte[], byte[]>> run() {
        return new ArrayList<>(
                IntStream.range(0, 10)
                        .mapToObj(
                                i ->
                                        record(
                                                i,
                                                "v" + i,
                                                i % 2 == 0 ? "a" : "b",
                                                String.valueOf(i / 2)))
                        .toList());
    }

    private static ConsumerRecord<byte[], byte[]> record(
            long offset, String value, String lane, String sequence) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("out", 0, offset, new byte[] {1}, TestKafka.utf8(value));
        record.headers().add(LaneHeaders.LANE, LaneHeaders.encode(lane));
        record.headers().add(LaneHeaders.SEQUENCE, LaneHeaders.encode(sequence));
        return record;
    }

    private static String lane(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.US_ASCII);
    }
}
