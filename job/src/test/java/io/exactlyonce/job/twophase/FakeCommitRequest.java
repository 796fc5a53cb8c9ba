package io.exactlyonce.job.twophase;

import org.apache.flink.api.connector.sink2.Committer;
import org.jspecify.annotations.Nullable;

/** A commit request that remembers how it was answered, and like Flink's throws for "unknown". */
final class FakeCommitRequest implements Committer.CommitRequest<FileCommittable> {
    enum Answer {
        NONE,
        ALREADY_COMMITTED,
        RETRY,
        FAILED_KNOWN,
        FAILED_UNKNOWN
    }

    private final FileCommittable committable;
    private Answer answer = Answer.NONE;
    private @Nullable Throwable failure;

    FakeCommitRequest(FileCommittable committable) {
        this.committable = committable;
    }

    Answer answer() {
        return answer;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public FileCommittable getCommittable() {
        return committable;
    }

    @Override
    public int getNumberOfRetries() {
        return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable t) {
        answer = Answer.FAILED_KNOWN;
        failure = t;
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable t) {
        answer = Answer.FAILED_UNKNOWN;
        failure = t;
        throw new IllegalStateException("Failed to commit " + committable, t);
    }

    @Override
    public void retryLater() {
        answer = Answer.RETRY;
    }

    @Override
    public void updateAndRetryLater(FileCommittable updated) {
        throw new UnsupportedOperationException("a file is committed whole or not at all");
    }

    @Override
    public void signalAlreadyCommitted() {
        answer = Answer.ALREADY_COMMITTED;
    }
}
