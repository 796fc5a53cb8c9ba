package io.exactlyonce.job.twophase;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes records to files, each of them exactly once: a file appears under its final name only when
 * the checkpoint that contains it has completed, whole, and in no case twice. {@code
 * docs/two-phase-commit.md} goes through the protocol step by step with this class.
 *
 * <h2>Where it is correct</h2>
 *
 * On a POSIX file system that every TaskManager mounts under the same path: a local disk (all tasks
 * on one machine), NFS, or another shared file system that offers
 *
 * <ul>
 *   <li><b>atomic rename</b> within a directory: it is the commit. A reader sees no file or the
 *       whole file, and a repeated commit finds the result of the first one;
 *   <li><b>fsync</b> of a file and of a directory: without it a pre-committed file or its rename is
 *       gone after a power failure though the checkpoint counts it;
 *   <li><b>unlink of an open file</b>, so that an attempt that is cut off but still writes cannot
 *       bring back what was aborted.
 * </ul>
 *
 * On NFS a client may not see a file of another client for some seconds (attribute caching). That
 * costs a restart with a "file is gone" message, never a record.
 *
 * <p><b>Not on object stores</b> (S3, GCS, also mounted ones): a rename is a copy and a delete
 * there, so a crash in between leaves two files or half of one. Flink's {@code FileSink} with
 * multipart uploads is made for them. Not on Windows, where a directory cannot be forced to disk.
 *
 * <h2>What the user has to keep</h2>
 *
 * <ul>
 *   <li>A sink id belongs to one running job at a time in a directory, like Kafka's
 *       transactional-id prefix. A second job, or a fork of a savepoint beside the running
 *       original, needs another id.
 *   <li>Execute in streaming mode with exactly-once checkpoints. Without checkpoints everything
 *       becomes visible only when the input ends.
 *   <li>Readers ignore dot files, and do not move or delete a file before the next checkpoint has
 *       completed: a repeated commit would take it for lost and stop the job. The same holds for a
 *       savepoint that is to be restored later.
 *   <li>A start without state under a reused job id abandons the earlier run's pending files.
 *   <li>A run that dies before its first checkpoint under a job id that does not come back leaves
 *       its hidden files; they never become visible, and may be deleted by hand.
 * </ul>
 *
 * @param <T> type of the records
 */
public final class TransactionalFileSink<T>
        implements Sink<T>,
                SupportsCommitter<FileCommittable>,
                SupportsWriterState<T, FileWriterState> {
    private static final long serialVersionUID = 1L;

    // A java.nio.file.Path is not serializable.
    private final String directory;
    private final String sinkId;
    private final Encoder<T> encoder;

    /**
     * @param directory existing directory, the same on every TaskManager
     * @param sinkId {@code [a-z0-9-]{1,40}}, part of every file name; unique per sink and directory
     * @param encoder appends one record to a file, with whatever separates it from the next; must
     *     not close the stream
     * @throws IllegalArgumentException if the id does not match
     */
    public TransactionalFileSink(Path directory, String sinkId, Encoder<T> encoder) {
        TransactionName.requireSinkId(sinkId);
        this.directory = directory.toAbsolutePath().toString();
        this.sinkId = sinkId;
        this.encoder = encoder;
    }

    @Override
    public StatefulSinkWriter<T, FileWriterState> createWriter(WriterInitContext context)
            throws IOException {
        OrphanRule.Writer identity = identity(context);
        return TransactionalFileWriter.start(
                open(), encoder, identity, OrphanRule.withoutSnapshot(identity));
    }

    @Override
    public StatefulSinkWriter<T, FileWriterState> restoreWriter(
            WriterInitContext context, Collection<FileWriterState> recovered) throws IOException {
        OrphanRule.Writer identity = identity(context);
        return TransactionalFileWriter.start(
                open(),
                encoder,
                identity,
                OrphanRule.restoring(identity, context.getRestoredCheckpointId(), recovered));
    }

    @Override
    public Committer<FileCommittable> createCommitter(CommitterInitContext context)
            throws IOException {
        return new TransactionalFileCommitter(open());
    }

    @Override
    public SimpleVersionedSerializer<FileCommittable> getCommittableSerializer() {
        return VersionedSerializer.committables();
    }

    @Override
    public SimpleVersionedSerializer<FileWriterState> getWriterStateSerializer() {
        return VersionedSerializer.writerStates();
    }

    private TransactionDirectory open() throws IOException {
        return new TransactionDirectory(Path.of(directory));
    }

    private OrphanRule.Writer identity(WriterInitContext context) {
        return new OrphanRule.Writer(
                sinkId,
                context.getJobInfo().getJobId().toHexString(),
                context.getTaskInfo().getIndexOfThisSubtask(),
                context.getTaskInfo().getNumberOfParallelSubtasks(),
                context.getTaskInfo().getAttemptNumber());
    }
}
