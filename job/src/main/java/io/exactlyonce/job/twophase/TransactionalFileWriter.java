package io.exactlyonce.job.twophase;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first phase: one open transaction at a time, from one checkpoint barrier to the next. Called
 * by the task's thread only.
 */
final class TransactionalFileWriter<T>
        implements StatefulSinkWriter<T, FileWriterState>,
                CommittingSinkWriter<T, FileCommittable> {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalFileWriter.class);

    private final TransactionDirectory directory;
    private final Encoder<T> encoder;
    private final OrphanRule.Writer identity;
    private long openAfter;
    private @Nullable OpenTransaction open;

    private TransactionalFileWriter(
            TransactionDirectory directory,
            Encoder<T> encoder,
            OrphanRule.Writer identity,
            long openAfter) {
        this.directory = directory;
        this.encoder = encoder;
        this.identity = identity;
        this.openAfter = openAfter;
    }

    /** Aborts the orphans first: afterwards own and left-behind files could not be told apart. */
    static <T> TransactionalFileWriter<T> start(
            TransactionDirectory directory,
            Encoder<T> encoder,
            OrphanRule.Writer identity,
            OrphanRule orphans)
            throws IOException {
        for (TransactionName name : directory.hidden()) {
            if (orphans.isOrphan(name)) {
                directory.abort(name);
                LOG.info("Aborted an orphaned transaction: file={}", name.visible());
            }
        }
        return new TransactionalFileWriter<>(directory, encoder, identity, orphans.openAfter());
    }

    @Override
    public void write(T element, Context context) throws IOException {
        // Opened by the first record: a transaction without records has no file.
        if (open == null) {
            open = directory.begin(nextName());
        }
        open.write(element, encoder);
    }

    /** Nothing: the following {@link #prepareCommit()} forces everything to disk. */
    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public Collection<FileCommittable> prepareCommit() throws IOException {
        if (open == null) {
            return List.of();
        }
        FileCommittable committable = open.preCommit();
        // From here on the file is the committer's: close() must not touch it any more.
        open = null;
        directory.force();
        return List.of(committable);
    }

    @Override
    public List<FileWriterState> snapshotState(long checkpointId) {
        openAfter = checkpointId;
        return List.of(new FileWriterState(identity.sinkId(), identity.run(), checkpointId));
    }

    /** Aborts the open transaction, best effort: a killed process leaves that to the restore. */
    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            directory.abort(open.name());
            open = null;
        }
    }

    private TransactionName nextName() {
        String nonce = String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
        return new TransactionName(
                identity.sinkId(), identity.run(), identity.subtask(), openAfter, nonce);
    }
}
