package io.exactlyonce.job.twophase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real thing: a process that gets SIGKILL has no chance to close or to abort anything. */
class TransactionalFileSinkKillTest {
    @TempDir Path directory;

    @Test
    void killedProcessLosesAndRepeatsNothing() throws Exception {
        FileSinkJob job = FileSinkJob.in(directory);

        // given a process that is killed with transactions in every state
        Process process = start(job);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () ->
                                    Samples.visible(job.output()).size() >= 4
                                            && !Samples.hidden(job.output()).isEmpty());
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 9);
        assertThat(Samples.committed(job.output())).hasSizeLessThan((int) FileSinkJob.RECORDS);

        // when another one goes on from the newest checkpoint, at another parallelism
        String checkpoint = newestCheckpoint(job.checkpoints());
        job.start(3, Optional.of(checkpoint), number -> number, job.sink())
                .getJobExecutionResult()
                .get(60, TimeUnit.SECONDS);

        // then
        assertThat(Samples.committed(job.output())).containsExactly(FileSinkJob.everyRecordOnce());
        assertThat(Samples.hidden(job.output())).isEmpty();
    }

    private Process start(FileSinkJob job) throws IOException {
        Path log = directory.resolve("process.log");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.time=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FileSinkJob.class.getName(),
                        job.output().toString(),
                        job.checkpoints().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String newestCheckpoint(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(Path::getParent)
                    .max(Comparator.comparingLong(TransactionalFileSinkKillTest::id))
                    .orElseThrow()
                    .toUri()
                    .toString();
        }
    }

    private static long id(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().replace("chk-", ""));
    }
}
