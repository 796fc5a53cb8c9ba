package io.exactlyonce.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records snapshots of real jobs, each with what Flink itself finds pending in it: the operator is
 * tested against them (operator-extension/src/test/resources/snapshots/README.md).
 */
@Tag("slow")
class SnapshotRecordingTest {
    private static final String FOLDER = System.getProperty("snapshots.folder", "target/snapshots");
    private static final Path RECORDED =
            Path.of(FOLDER).toAbsolutePath().resolve("flink-" + EnvironmentInformation.getVersion());
    private static final String CHECKPOINTING = "execution.checkpointing.";

    @TempDir static Path folder;
    private static TestKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestKafka.start(folder.resolve("kafka"), "results");
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void alignedWithTwoSinks() throws Exception {
        checkpoint("aligned", Map.of(), "orders", "audit");
    }

    @Test
    void statesInFilesOfTheirOwn() throws Exception {
        checkpoint("files", Map.of(CHECKPOINTING + "data-inline-threshold", "0"), "orders");
    }

    @Test
    void statesInMergedFiles() throws Exception {
        checkpoint(
                "merged",
                Map.of(
                        CHECKPOINTING + "data-inline-threshold", "0",
                        CHECKPOINTING + "file-merging.enabled", "true"),
                "orders");
    }

    @Test
    void compressed() throws Exception {
        checkpoint(
                "compressed", Map.of(CHECKPOINTING + "snapshot-compression", "true"), "orders");
    }

    @Test
    void unaligned() throws Exception {
        Path checkpoint =
                checkpoint(
                        "unaligned", Map.of(CHECKPOINTING + "unaligned.enabled", "true"), "orders");

        assertThat(PendingByFlink.hasChannelState(checkpoint)).isTrue();
    }

    @Test
    void incrementalRocksDb() throws Exception {
        checkpoint(
                "rocksdb",
                Map.of(
                        "state.backend.type", "rocksdb",
                        CHECKPOINTING + "incremental", "true",
                        CHECKPOINTING + "data-inline-threshold", "0"),
                "orders");
    }

    @Test
    void changelog() throws Exception {
        checkpoint(
                "changelog",
                Map.of(
                        "state.changelog.enabled", "true",
                        "state.changelog.storage", "filesystem",
                        "state.changelog.dstl.dfs.base-path",
                        RECORDED.resolve("changelog/log").toUri().toString()),
                "orders");
    }

    @Test
    void noSink() throws Exception {
        checkpoint("no-sink", Map.of());
    }

    @Test
    void fileSinkBeside() throws Exception {
        checkpoint("file-sink", Map.of(), "orders", "files");
    }

    @Test
    void sourceThatHasFinished() throws Exception {
        checkpoint("finished", Map.of(), "orders", "finite");
    }

    @Test
    void savepointsAndRescaling() throws Exception {
        // Checkpoints far apart: what a savepoint holds pending stays so.
        Map<String, String> flink = flink("savepoint", Map.of(CHECKPOINTING + "interval", "1 h"));
        JobClient job = start(flink, "saved");
        String canonical = savepoint(job, SavepointFormatType.CANONICAL, 2);
        Set<String> pending = PendingByFlink.lines(Path.of(URI.create(canonical)), false);
        assertThat(pending).hasSize(2);
        String last = savepoint(job, SavepointFormatType.NATIVE, 4);
        assertThat(PendingByFlink.lines(Path.of(URI.create(last)), false)).containsAll(pending);
        job.cancel().get(60, TimeUnit.SECONDS);
        // The broker says the same. It has the transactions of the time after, too: a connector
        // before 4.0 leaves them open when its job is cancelled.
        assertThat(open()).containsAll(ids(PendingByFlink.lines(Path.of(URI.create(last)), false)));
        Map<String, String> rescaled = flink("rescaled", Map.of("parallelism.default", "3"));
        rescaled.put("execution.state-recovery.path", last);
        recordThird("rescaled", start(rescaled, "saved"), false);
    }

    private static String savepoint(JobClient job, SavepointFormatType format, int transactions) throws Exception {
        await("transactions").until(() -> open().size() >= transactions);
        Path target = RECORDED.resolve("savepoint-" + format.name().toLowerCase(Locale.ROOT));
        String path = job.triggerSavepoint(target.toUri().toString(), format).get();
        record(target, Path.of(URI.create(path)), false);
        return path;
    }

    private static Set<String> open() throws Exception {
        return kafka.openTransactions().stream()
                .filter(id -> id.contains(".saved."))
                .collect(Collectors.toSet());
    }

    private static Set<String> ids(Set<String> lines) {
        return lines.stream().map(line -> line.split(" ")[0]).collect(Collectors.toSet());
    }

    private static Path checkpoint(String name, Map<String, String> settings, String... sinks)
            throws Exception {
        JobClient job = start(flink(name, settings), sinks);
        Set<String> pending =
                recordThird(
                        name, job, settings.containsKey(CHECKPOINTING + "snapshot-compression"));
        assertThat(pending.isEmpty()).isEqualTo(sinks.length == 0);
        return third(RECORDED.resolve(name).resolve(job.getJobID().toString()));
    }

    private static Map<String, String> flink(String name, Map<String, String> settings) {
        Map<String, String> flink = new HashMap<>();
        flink.put("parallelism.default", "2");
        flink.put("pipeline.name", name.startsWith("rescaled") ? "savepoint" : name);
        flink.put(CHECKPOINTING + "interval", "1 s");
        flink.put(CHECKPOINTING + "num-retained", "100");
        flink.put(
                CHECKPOINTING + "externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
        flink.put(CHECKPOINTING + "dir", RECORDED.resolve(name).toUri().toString());
        flink.putAll(settings);
        return flink;
    }

    private static JobClient start(Map<String, String> flink, String... sinks) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(flink));
        boolean backlog = flink.containsKey(CHECKPOINTING + "unaligned.enabled");
        RecordedJob job = new RecordedJob(environment, kafka.bootstrapServers(), flink.get("pipeline.name"));
        DataStream<String> numbers = job.numbers("numbers", Long.MAX_VALUE - 1, backlog ? 8 : 0);
        if (sinks.length == 0) {
            numbers.sinkTo(new DiscardingSink<>());
        }
        for (String sink : sinks) {
            switch (sink) {
                case "files" ->
 job.toFiles(numbers, RECORDED.resolve("out").toUri().toString());
                case "finite" -> job.toKafka(job.numbers("few", 10, 0), "finite");
                default -> job.toKafka(numbers, sink);
            }
        }
        return environment.executeAsync("recorded");
    }

    private static Set<String> recordThird(String name, JobClient job, boolean compressed)
            throws Exception {
        Path checkpoints = RECORDED.resolve(name).resolve(job.getJobID().toString());
        await("third checkpoint of " + name)
                .atMost(Duration.ofSeconds(90))
                .until(() -> third(checkpoints) != null);
        job.cancel().get(60, TimeUnit.SECONDS);
        return record(RECORDED.resolve(name), third(checkpoints), compressed);
    }

    /** A checkpoint that is not among the first two. */
    private static Path third(Path checkpoints) throws IOException {
        for (int id = 3; id < 20; id++) {
            Path checkpoint = checkpoints.resolve("chk-" + id);
            if (Files.exists(checkpoint.resolve("_metadata"))) {
                return checkpoint;
            }
        }
        return null;
    }

    private static Set<String> record(Path target, Path snapshot, boolean compressed)
            throws Exception {
        Set<String> pending = PendingByFlink.lines(snapshot, compressed);
        Files.write(target.resolve("expected.txt"), pending);
        Files.writeString(
                target.resolve("path.txt"), target.relativize(snapshot).toString() + "\n");
        return pending;
    }
}
