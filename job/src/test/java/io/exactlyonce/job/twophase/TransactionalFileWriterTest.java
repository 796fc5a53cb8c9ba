package io.exactlyonce.job.twophase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer alone, driven as Flink drives it: write, flush, prepareCommit, snapshotState. */
class TransactionalFileWriterTest {
    private static final OrphanRule.Writer IDENTITY =
            new OrphanRule.Writer(Samples.SINK, Samples.RUN, 0, 1, 0);
    private static final SinkWriter.Context CONTEXT =
            new SinkWriter.Context() {
                @Override
                public long currentWatermark() {
                    return Long.MIN_VALUE;
                }

                @Override
                public Long timestamp() {
                    return 0L;
                }
            };

    @TempDir Path directory;

    @Test
    void openTransactionIsHidden() throws IOException {
        TransactionalFileWriter<Long> writer = fresh();

        writer.write(1L, CONTEXT);

        assertThat(Samples.visible(directory)).isEmpty();
        assertThat(Samples.hidden(directory)).hasSize(1);
        writer.close();
    }

    @Test
    void preCommittedFileIsCompleteAndStillHidden() throws IOException {
        TransactionalFileWriter<Long> writer = fresh();
        writer.write(1L, CONTEXT);
        writer.write(22L, CONTEXT);

        FileCommittable committable = only(writer.prepareCommit());

        assertThat(committable.records()).isEqualTo(2);
        assertThat(committable.bytes()).isEqualTo(5);
        assertThat(directory.resolve(committable.transaction().hidden())).hasContent("1\n22\n");
        assertThat(Samples.visible(directory)).isEmpty();
    }

    @Test
    void transactionWithoutRecordsHasNeitherFileNorCommittable() throws IOException {
        TransactionalFileWriter<Long> writer = fresh();

        assertThat(writer.prepareCommit()).isEmpty();
        assertThat(Samples.hidden(directory)).isEmpty();
    }

    @Test
    void closeAbortsTheOpenTransactionButNeverAPreCommittedOne() throws IOException {
        TransactionalFileWriter<Long> writer = fresh();
        writer.write(1L, CONTEXT);
        FileCommittable pending = only(writer.prepareCommit());
        writer.snapshotState(1);
        writer.write(2L, CONTEXT);

        writer.close();

        assertThat(Samples.hidden(directory)).containsExactly(pending.transaction().hidden());
    }

    @Test
    void transactionsOfOneAttemptAreNamedAfterTheCheckpointBeforeThem() throws IOException {
        TransactionalFileWriter<Long> writer = fresh();
        writer.write(1L, CONTEXT);
        FileCommittable first = only(writer.prepareCommit());
        List<FileWriterState> state = writer.snapshotState(7);
        writer.write(2L, CONTEXT);
        FileCommittable second = only(writer.prepareCommit());

        assertThat(first.transaction().openedAfter()).isZero();
        assertThat(second.transaction().openedAfter()).isEqualTo(7);
        assertThat(state).containsExactly(new FileWriterState(Samples.SINK, Samples.RUN, 7));
    }

    @Test
    void killedBeforePreCommitItsRestoreAbortsTheOrphan() throws IOException {
        // given a checkpoint, a transaction after it, and a process that dies without close()
        TransactionalFileWriter<Long> killed = fresh();
        killed.write(1L, CONTEXT);
        FileCommittable pending = only(killed.prepareCommit());
        List<FileWriterState> snapshot = killed.snapshotState(1);
        killed.write(2L, CONTEXT);

        restore(1, snapshot);

        assertThat(Samples.hidden(directory)).containsExactly(pending.transaction().hidden());
    }

    @Test
    void preCommittedForACheckpointThatNeverCompletedIsAborted() throws IOException {
        TransactionalFileWriter<Long> killed = fresh();
        killed.write(1L, CONTEXT);
        FileCommittable pending = only(killed.prepareCommit());
        List<FileWriterState> completed = killed.snapshotState(1);
        killed.write(2L, CONTEXT);
        killed.prepareCommit();
        killed.snapshotState(2);

        restore(1, completed);

        assertThat(Samples.hidden(directory)).containsExactly(pending.transaction().hidden());
    }

    @Test
    void attemptThatIsCutOffCannotBringBackWhatWasAborted() throws IOException {
        TransactionalFileWriter<Long> cutOff = fresh();
        List<FileWriterState> snapshot = cutOff.snapshotState(1);
        cutOff.write(1L, CONTEXT);
        restore(1, snapshot);

        cutOff.write(2L, CONTEXT);
        FileCommittable neverAcknowledged = only(cutOff.prepareCommit());

        assertThat(Samples.hidden(directory)).isEmpty();
        assertThat(new TransactionDirectory(directory).examine(neverAcknowledged))
                .isEqualTo(CommitVerdict.LOST);
    }

    @Test
    void missingDirectoryIsNotCreated() {
        assertThatThrownBy(() -> new TransactionDirectory(directory.resolve("missing")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing mount");
        assertThat(directory).isEmptyDirectory();
    }

    private TransactionalFileWriter<Long> fresh() throws IOException {
        return start(OrphanRule.withoutSnapshot(IDENTITY));
    }

    private void restore(long checkpoint, List<FileWriterState> states) throws IOException {
        start(OrphanRule.restoring(IDENTITY, OptionalLong.of(checkpoint), states)).close();
    }

    private TransactionalFileWriter<Long> start(OrphanRule rule) throws IOException {
        return TransactionalFileWriter.start(
                new TransactionDirectory(directory),
                new SimpleStringEncoder<>(StandardCharsets.UTF_8.name()),
                IDENTITY,
                rule);
    }

    private static FileCommittable only(Collection<FileCommittable> committables) {
        assertThat(committables).hasSize(1);
        return committables.iterator().next();
    }
}
