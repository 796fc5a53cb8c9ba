package io.exactlyonce.job.twophase;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second phase. Idempotent: it looks at what is there and never at what it remembers, so it may
 * run any number of times, in any process, for any part of the committables.
 *
 * <p>The error ladder, from the mildest:
 *
 * <ol>
 *   <li>already renamed: done, quietly, for that is normal after every restore;
 *   <li>an I/O error of the rename: retried, at most {@code sink.committer.retries} times, then the
 *       job restarts; the file stays pending in the checkpoint;
 *   <li>the directory is missing or cannot be read: the job restarts, nothing is concluded;
 *   <li>the file is lost or damaged: the job fails, every time, until somebody decides. Never
 *       {@code signalFailedWithKnownReason}: Flink drops such a committable and runs on.
 * </ol>
 */
final class TransactionalFileCommitter implements Committer<FileCommittable> {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalFileCommitter.class);

    private final TransactionDirectory directory;

    TransactionalFileCommitter(TransactionDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void commit(Collection<CommitRequest<FileCommittable>> requests) throws IOException {
        for (CommitRequest<FileCommittable> request : requests) {
            settle(request);
        }
        // Also for what was renamed before: that attempt may have died before it came here.
        directory.force();
    }

    private void settle(CommitRequest<FileCommittable> request) throws IOException {
        FileCommittable committable = request.getCommittable();
        CommitVerdict verdict = directory.examine(committable);
        switch (verdict) {
            case PUBLISH -> publish(request);
            case ALREADY_COMMITTED -> request.signalAlreadyCommitted();
            case LOST -> request.signalFailedWithUnknownReason(failure(committable, "is gone"));
            case DAMAGED ->
                    request.signalFailedWithUnknownReason(
                            failure(committable, "has another length, or exists twice"));
        }
    }

    private void publish(CommitRequest<FileCommittable> request) {
        TransactionName name = request.getCommittable().transaction();
        try {
            directory.publish(name);
        } catch (IOException e) {
            // The rename may have happened all the same (an NFS server's answer can get lost): the
            // next examination finds out.
            LOG.warn("Could not rename, will retry: file={}", name.visible(), e);
            request.retryLater();
        }
    }

    private static IOException failure(FileCommittable committable, String observation) {
        return new IOException(
                "File "
                        + committable.transaction().visible()
                        + " (records="
                        + committable.records()
                        + " bytes="
                        + committable.bytes()
                        + ") was pre-committed and now "
                        + observation
                        + ": Flink will not read these records again. Put the file back, or restore"
                        + " from a checkpoint before it and accept that later files repeat.");
    }

    @Override
    public void close() {}
}
