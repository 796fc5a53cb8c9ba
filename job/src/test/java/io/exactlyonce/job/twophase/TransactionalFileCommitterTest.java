package io.exactlyonce.job.twophase;

import static io.exactlyonce.job.twophase.FakeCommitRequest.Answer.ALREADY_COMMITTED;
import static io.exactlyonce.job.twophase.FakeCommitRequest.Answer.FAILED_UNKNOWN;
import static io.exactlyonce.job.twophase.FakeCommitRequest.Answer.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionalFileCommitterTest {
    private static final String CONTENT = "1\n2\n";
    private static final TransactionName NAME = Samples.name(Samples.RUN, 0, 4);
    private static final FileCommittable COMMITTABLE =
            new FileCommittable(NAME, 2, CONTENT.length());

    @TempDir Path directory;
    private TransactionalFileCommitter committer;

    @BeforeEach
    void open() throws IOException {
        committer = new TransactionalFileCommitter(new TransactionDirectory(directory));
    }

    @Test
    void pendingFileBecomesVisibleWithItsContent() throws IOException {
        Samples.write(directory, NAME.hidden(), CONTENT);

        FakeCommitRequest request = commit();

        assertThat(request.answer()).isEqualTo(NONE);
        assertThat(directory.resolve(NAME.visible())).hasContent(CONTENT);
        assertThat(Samples.hidden(directory)).isEmpty();
    }

    @Test
    void repeatedCommitHasNoEffect() throws IOException {
        Samples.write(directory, NAME.hidden(), CONTENT);
        commit();
        Object inode = Files.getAttribute(directory.resolve(NAME.visible()), "unix:ino");

        FakeCommitRequest repeated = commit();

        assertThat(repeated.answer()).isEqualTo(ALREADY_COMMITTED);
        assertThat(Samples.committed(directory)).containsExactly(1L, 2L);
        assertThat(Files.getAttribute(directory.resolve(NAME.visible()), "unix:ino"))
                .isEqualTo(inode);
    }

    @Test
    void committerOfAnotherProcessFinishesWhatTheFirstOneBegan() throws IOException {
        TransactionName second = Samples.name(Samples.RUN, 1, 4);
        Samples.write(directory, NAME.hidden(), CONTENT);
        commit();
        Samples.write(directory, second.hidden(), CONTENT);

        FakeCommitRequest done = new FakeCommitRequest(COMMITTABLE);
        FakeCommitRequest left =
                new FakeCommitRequest(new FileCommittable(second, 2, CONTENT.length()));
        new TransactionalFileCommitter(new TransactionDirectory(directory))
                .commit(List.of(done, left));

        assertThat(done.answer()).isEqualTo(ALREADY_COMMITTED);
        assertThat(left.answer()).isEqualTo(NONE);
        assertThat(Samples.visible(directory)).hasSize(2);
    }

    @Test
    void lostFileFailsTheJobAndNamesTheFile() {
        FakeCommitRequest request = new FakeCommitRequest(COMMITTABLE);

        assertThatThrownBy(() -> committer.commit(List.of(request)))
                .hasRootCauseMessage(
                        "File "
                                + NAME.visible()
                                + " (records=2 bytes=4) was pre-committed and now is gone: Flink"
                                + " will not read these records again. Put the file back, or"
                                + " restore from a checkpoint before it and accept that later files"
                                + " repeat.");
        assertThat(request.answer()).isEqualTo(FAILED_UNKNOWN);
    }

    @Test
    void truncatedFileIsNotPublished() throws IOException {
        Samples.write(directory, NAME.hidden(), "1\n");

        assertThatThrownBy(this::commit).rootCause().hasMessageContaining("another length");
        assertThat(Samples.visible(directory)).isEmpty();
    }

    @Test
    void fileThatExistsTwiceIsNotReplaced() throws IOException {
        Samples.write(directory, NAME.hidden(), CONTENT);
        Samples.write(directory, NAME.visible(), "9\n9\n");

        assertThatThrownBy(this::commit).rootCause().hasMessageContaining("exists twice");
        assertThat(directory.resolve(NAME.visible())).hasContent("9\n9\n");
    }

    @Test
    void missingDirectoryIsAnOutageAndNotALoss() throws IOException {
        Files.delete(directory);
        FakeCommitRequest request = new FakeCommitRequest(COMMITTABLE);

        assertThatThrownBy(() -> committer.commit(List.of(request)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing mount");
        assertThat(request.answer()).isEqualTo(NONE);
        Files.createDirectory(directory);
    }

    private FakeCommitRequest commit() throws IOException {
        FakeCommitRequest request = new FakeCommitRequest(COMMITTABLE);
        committer.commit(List.of(request));
        return request;
    }
}
