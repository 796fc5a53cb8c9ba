package io.exactlyonce.job.commit;

import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the connector's committer, which would drop a commit that failed for
 * a reason it knows. That one signal is kept here; all others go on to Flink.
 */
final class ObservedRequest implements CommitRequest<KafkaCommittable> {
    private final CommitRequest<KafkaCommittable> request;
    private @Nullable Throwable failure;
    private boolean signalled;

    ObservedRequest(CommitRequest<KafkaCommittable> request) {
        this.request = request;
    }

    CommitRequest<KafkaCommittable> request() {
        return request;
    }

    /** Why the connector gave the commit up; null if it did not. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** No signal means that the commit was made. */
    boolean isCommitted() {
        return failure == null && !signalled;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable cause) {
        failure = cause;
    }

    @Override
    public KafkaCommittable getCommittable() {
        return request.getCommittable();
    }

    @Override
    public int getNumberOfRetries() {
        return request.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable cause) {
        signalled = true;
        request.signalFailedWithUnknownReason(cause);
    }

    @Override
    public void retryLater() {
        signalled = true;
        request.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable committable) {
        signalled = true;
        request.updateAndRetryLater(committable);
    }

    @Override
    public void signalAlreadyCommitted() {
        signalled = true;
        request.signalAlreadyCommitted();
    }

    @Override
    public String toString() {
        return request.toString();
    }
}
