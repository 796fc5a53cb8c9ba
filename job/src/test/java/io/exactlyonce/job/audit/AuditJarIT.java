package io.exactlyonce.job.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.job.lane.LaneHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as users run it, in a JVM of its own without Flink. */
class AuditJarIT {
    private static final Path JAR = Path.of("target", "exactly-once-job.jar");

    @TempDir static Path folder;
    private static TestKafka kafka;

    private final String topic = "out-" + UUID.randomUUID();
    private final Path out = folder.resolve(topic + ".out");
    private final Path err = folder.resolve(topic + ".err");

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private Process java(List<String> options, String... args) throws IOException {
        return javaOn(kafka.bootstrapServers(), options, args);
    }

    private Process javaOn(String broker, List<String> options, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString(), "audit"));
        command.addAll(List.of("--bootstrap-servers", broker));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    private int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @Test
    void cleanAuditLeavesStderrEmpty() throws Exception {
        kafka.create(topic, 1);
        Planted.in(topic).lane(0, 0, 1, 2).send(kafka);

        Process process = java(List.of(), topic);

        assertThat(exitCode(process)).isZero();
        assertThat(Files.readString(err)).isEmpty();
        assertThat(Files.readString(out)).contains("VERDICT audit: clean");
    }

    @Test
    void unknownTopicIsOneLine() throws Exception {
        Process process = java(List.of(), topic);

        assertThat(exitCode(process)).isEqualTo(2);
        assertThat(Files.readAllLines(err)).hasSize(1);
    }

    @Test
    void followedAuditEndsWithTheReportWhenToldToStop() throws Exception {
        kafka.create(topic, 1);
        Planted.in(topic).lane(0, 0, 1).send(kafka);
        Process process = java(List.of(), "--follow", topic);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(out).contains("round 1: clean"));
        Planted.in(topic).lane(0, 2, 4).send(kafka);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(out).contains("records=4 lost=1"));

        process.destroy();

        assertThat(exitCode(process)).isEqualTo(1);
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.get(lines.size() - 1)).startsWith("VERDICT audit: not clean");
        assertThat(Files.readString(err)).isEmpty();
    }

    @Test
    void silentBrokerDoesNotDelayTheEndOfAFollowedAudit() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Process process =
                    javaOn(
                            "127.0.0.1:" + silent.getLocalPort(),
                            List.of(),
                            "--follow",
                            "--timeout",
                            "168h",
                            topic);
            silent.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
            try (Socket asked = silent.accept()) {
                process.destroy();

                assertThat(asked).isNotNull();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).isEqualTo(3);
            assertThat(Files.readAllLines(err))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("stopped before the first round ended");
        }
    }

    @Test
    void millionRecordsFitIntoAHeapOf256MiB() throws Exception {
        kafka.create(topic, 6);
        writeMillion();
        Path gc = folder.resolve(topic + ".gc");
        Instant start = Instant.now();

        Process process = java(List.of("-Xmx256m", "-Xlog:gc:file=" + gc), topic);

        assertThat(exitCode(process)).isZero();
        Duration time = Duration.between(start, Instant.now());
        assertThat(Files.readString(out)).contains("clean topics=1 lanes=3 records=1000000 lost=0");
        System.out.printf(
                "audit of 1,000,000 records: %d ms, peak heap %d MiB of 256%n",
                time.toMillis(), peakHeapMiB(gc));
    }

    /** The largest heap before or after any collection: {@code 120M->30M(256M)}. */
    private static int peakHeapMiB(Path gc) throws IOException {
        return Pattern.compile("(\\d+)M->(\\d+)M")
                .matcher(Files.readString(gc))
                .results()
                .map((MatchResult sizes) -> sizes.group(1))
                .mapToInt(Integer::parseInt)
                .max()
                .orElseThrow();
    }

    private void writeMillion() {
        Properties properties = kafka.client();
        properties.put("linger.ms", "20");
        properties.put("batch.size", "131072");
        byte[] value = new byte[100];
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 1_000_000; i++) {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(topic, i % 6, null, value);
                String lane = String.format("%016x", (i * 31L) % 3);
                record.headers()
                        .add(LaneHeaders.LANE, LaneHeaders.encode(lane))
                        .add(LaneHeaders.SEQUENCE, LaneHeaders.encode(Integer.toString(i / 3)));
                producer.send(
                        record,
                        (sent, problem) -> {
                            if (problem != null) {
                                failure.compareAndSet(null, problem);
                            }
                        });
            }
        }
        // What was never written is no fault of the audit.
        assertThat(failure.get()).isNull();
    }
}
