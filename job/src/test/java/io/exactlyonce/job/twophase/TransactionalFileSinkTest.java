package io.exactlyonce.job.twophase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink in a running Flink. The oracle: every number exactly once, nothing hidden left. */
class TransactionalFileSinkTest {
    private static final MapFunction<Long, Long> UNCHANGED = number -> number;

    /** More than a job takes: a file opened so much later is in no checkpoint that is restored. */
    private static final int MANY_CHECKPOINTS = 1_000;

    /** Faults that have happened, by job; the tasks run in this JVM. */
    private static final Map<String, AtomicInteger> FAULTS = new ConcurrentHashMap<>();

    @TempDir Path directory;
    private FileSinkJob job;

    @BeforeEach
    void prepare() throws Exception {
        job = FileSinkJob.in(directory);
    }

    @Test
    void everyRecordIsCommittedOnce() throws Exception {
        finish(2, UNCHANGED, job.sink());

        assertExactlyOnce();
        assertThat(Samples.visible(job.output())).hasSizeGreaterThan(10);
    }

    @Test
    void crashBetweenPreCommitAndCommitIsRepairedByTheRestore() throws Exception {
        finish(2, UNCHANGED, new FaultyFileSink(job.sink(), new CrashOnce(key("before"), false)));

        assertThat(faults("before")).isPositive();
        assertExactlyOnce();
    }

    @Test
    void crashAfterTheRenameIsNotCommittedTwice() throws Exception {
        finish(2, UNCHANGED, new FaultyFileSink(job.sink(), new CrashOnce(key("after"), true)));

        assertThat(faults("after")).isPositive();
        assertExactlyOnce();
    }

    @Test
    void crashBeforePreCommitAbortsTheOrphan() throws Exception {
        finish(2, new CrashWithOpenTransaction(key("open"), job.output().toString()), job.sink());

        assertThat(faults("open")).isPositive();
        assertExactlyOnce();
    }

    @Test
    void rescalingThroughStopWithSavepointLosesAndRepeatsNothing() throws Exception {
        String first = stopAfter(2, Optional.empty(), 2);
        String second = stopAfter(4, Optional.of(first), 8);
        run(job.start(3, Optional.of(second), UNCHANGED, job.sink()));

        assertExactlyOnce();
    }

    @Test
    void restoreAtAnotherParallelismAbortsWhatTheFormerRunLeft() throws Exception {
        String savepoint = stopAfter(4, Optional.empty(), 2);
        TransactionName last = lastCommitted();
        for (int subtask = 0; subtask < 4; subtask++) {
            plantOrphan(last, subtask);
        }

        run(job.start(1, Optional.of(savepoint), UNCHANGED, job.sink()));

        assertExactlyOnce();
    }

    @Test
    void committableWhoseFileVanishedFailsTheJobLoudly() throws Exception {
        Sink<Long> sink = new FaultyFileSink(job.sink(), new LoseOnce(job.output().toString()));

        assertThatThrownBy(() -> finish(1, UNCHANGED, sink))
                .hasStackTraceContaining("Failed to commit FileCommittable")
                .hasStackTraceContaining("was pre-committed and now is gone");
    }

    private void finish(int parallelism, MapFunction<Long, Long> map, Sink<Long> sink)
            throws Exception {
        run(job.start(parallelism, Optional.empty(), map, sink));
    }

    private static void run(JobClient client) throws Exception {
        client.getJobExecutionResult().get(60, TimeUnit.SECONDS);
    }

    private String stopAfter(int parallelism, Optional<String> snapshot, int files)
            throws Exception {
        JobClient client = job.start(parallelism, snapshot, UNCHANGED, job.sink());
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Samples.visible(job.output()).size() >= files);
        String savepoint =
                client.stopWithSavepoint(
                                false,
                                job.checkpoints().toUri().toString(),
                                SavepointFormatType.CANONICAL)
                        .get(30, TimeUnit.SECONDS);
        assertThat(Samples.committed(job.output())).hasSizeLessThan((int) FileSinkJob.RECORDS);
        return savepoint;
    }

    private TransactionName lastCommitted() throws IOException {
        return Samples.visible(job.output()).stream()
                .flatMap(
                        file ->
                                TransactionName.parseVisible(file.getFileName().toString())
                                        .stream())
                .max(Comparator.comparingLong(TransactionName::openedAfter))
                .orElseThrow();
    }

    /** What a process killed after the savepoint would have left. */
    private void plantOrphan(TransactionName committed, int subtask) throws IOException {
        TransactionName orphan =
                new TransactionName(
                        committed.sinkId(),
                        committed.run(),
                        subtask,
                        committed.openedAfter() + MANY_CHECKPOINTS,
                        "00000000000000aa");
        Samples.write(job.output(), orphan.hidden(), "1\n");
    }

    private void assertExactlyOnce() throws IOException {
        assertThat(Samples.committed(job.output())).containsExactly(FileSinkJob.everyRecordOnce());
        assertThat(Samples.hidden(job.output())).isEmpty();
    }

    private String key(String fault) {
        return directory + fault;
    }

    private int faults(String fault) {
        return count(key(fault)).get();
    }

    private static AtomicInteger count(String key) {
        return FAULTS.computeIfAbsent(key, ignored -> new AtomicInteger());
    }

    /** Fails the first commit: the checkpoint is complete, the files are renamed or are not. */
    private record CrashOnce(String key, boolean afterCommit) implements FaultyFileSink.Fault {
        @Override
        public void before(Collection<CommitRequest<FileCommittable>> requests) throws IOException {
            if (!afterCommit) {
                crash(requests);
            }
        }

        @Override
        public void after(Collection<CommitRequest<FileCommittable>> requests) throws IOException {
            if (afterCommit) {
                crash(requests);
            }
        }

        private void crash(Collection<CommitRequest<FileCommittable>> requests) throws IOException {
            if (!requests.isEmpty() && count(key).getAndIncrement() == 0) {
                throw new IOException("crash planted by the test");
            }
        }
    }

    /** Deletes the first file that is about to be committed. */
    private record LoseOnce(String directory) implements FaultyFileSink.Fault {
        @Override
        public void before(Collection<CommitRequest<FileCommittable>> requests) throws IOException {
            for (CommitRequest<FileCommittable> request : requests) {
                String file = request.getCommittable().transaction().hidden();
                Files.deleteIfExists(Path.of(directory, file));
            }
        }

        @Override
        public void after(Collection<CommitRequest<FileCommittable>> requests) {}
    }

    /**
     * Fails once a checkpoint has completed and a transaction is open. Flink closes the writer of a
     * failing task, a killed process does not: a planted file stands for what it would leave. It is
     * of the failing subtask: the other one is a region of its own and does not restart.
     */
    private static final class CrashWithOpenTransaction extends RichMapFunction<Long, Long>
            implements CheckpointListener {
        private static final long serialVersionUID = 1L;
        private final String key;
        private final String output;
        private boolean checkpointed;

        CrashWithOpenTransaction(String key, String output) {
            this.key = key;
            this.output = output;
        }

        @Override
        public Long map(Long number) throws IOException {
            int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            for (TransactionName own :
                    checkpointed ? ownFiles(subtask) : List.<TransactionName>of()) {
                if (count(key).getAndIncrement() == 0) {
                    leaveBehind(own);
                    throw new IOException("crash planted by the test");
                }
            }
            return number;
        }

        private List<TransactionName> ownFiles(int subtask) throws IOException {
            if (count(key).get() > 0) {
                return List.of();
            }
            return Samples.hidden(Path.of(output)).stream()
                    .flatMap(file -> TransactionName.parseHidden(file).stream())
                    .filter(name -> name.subtask() == subtask)
                    .toList();
        }

        private void leaveBehind(TransactionName own) throws IOException {
            TransactionName orphan =
                    new TransactionName(
                            own.sinkId(),
                            own.run(),
                            own.subtask(),
                            own.openedAfter() + MANY_CHECKPOINTS,
                            "00000000000000aa");
            Samples.write(Path.of(output), orphan.hidden(), "1\n");
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpointed = true;
        }
    }
}
