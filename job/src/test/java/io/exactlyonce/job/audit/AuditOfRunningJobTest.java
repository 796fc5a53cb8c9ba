package io.exactlyonce.job.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.job.lane.LaneHeaders;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in flight must never be called lost. */
class AuditOfRunningJobTest {
    private static final int PARTITIONS = 4;
    private static final int AUDITS = 12;
    private static final int INPUT = 200_000;

    @TempDir static Path folder;
    private static TestKafka kafka;

    private final CountDownLatch judgeable = new CountDownLatch(1);
    private volatile boolean running = true;

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
        kafka.create("in", 1);
        kafka.create("out", PARTITIONS);
        kafka.send("in", IntStream.range(0, INPUT).mapToObj(Integer::toString).toList());
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void runningJobIsCleanAtAnyMoment() throws Exception {
        commitGroup(0);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Future<Integer> job = executor.submit(this::copy);
        try {
            // Before the first commit there is nothing to judge.
            assertThat(judgeable.await(1, TimeUnit.MINUTES)).isTrue();
            for (int i = 0; i < AUDITS; i++) {
                Run run =
                        Run.of(
                                "--bootstrap-servers",
                                kafka.bootstrapServers(),
                                "--against",
                                "in",
                                "--group",
                                "job",
                                "--timeout",
                                "30s",
                                "out");

                assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
                assertThat(run.lastLine()).contains("duplicated=0 reordered=0");
            }
        } finally {
            running = false;
            executor.shutdown();
        }
        assertThat(job.get(30, TimeUnit.SECONDS)).isPositive();
    }

    /** As a job does: flush, then commit the group's offsets and the transaction in any order. */
    private int copy() throws Exception {
        Random random = new Random(1);
        Properties properties = kafka.client();
        properties.put("transactional.id", "running-job");
        int next = 0;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            while (running && next + 100 < INPUT) {
                producer.beginTransaction();
                for (int i = 0; i < 100; i++) {
                    producer.send(record(next++, random.nextInt(PARTITIONS)));
                }
                producer.flush();
                boolean groupFirst = random.nextBoolean();
                if (groupFirst) {
                    commitGroup(next);
                }
                producer.commitTransaction();
                if (!groupFirst) {
                    commitGroup(next);
                }
                judgeable.countDown();
            }
        }
        return next;
    }

    private static ProducerRecord<byte[], byte[]> record(int number, int partition) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("out", partition, null, TestKafka.utf8("value"));
        record.headers()
                .add(LaneHeaders.LANE, LaneHeaders.encode(Planted.LANE))
                .add(LaneHeaders.SEQUENCE, LaneHeaders.encode(Integer.toString(number)))
                .add(LaneHeaders.ORIGIN, LaneHeaders.encode("in/0/" + number));
        return record;
    }

    private static void commitGroup(int next) throws Exception {
        kafka.admin()
                .alterConsumerGroupOffsets(
                        "job", Map.of(new TopicPartition("in", 0), new OffsetAndMetadata(next)))
                .all()
                .get();
    }
}
