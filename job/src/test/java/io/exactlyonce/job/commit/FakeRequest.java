package io.exactlyonce.job.commit;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;

/** Flink's side of a commit: remembers what it was told. */
final class FakeRequest implements CommitRequest<KafkaCommittable> {
    private final KafkaCommittable committable;
    private final List<String> signals = new ArrayList<>();

    FakeRequest(KafkaCommittable committable) {
        this.committable = committable;
    }

    /** As it comes from a checkpoint: without a producer, epoch 0. */
    static FakeRequest recovered(String transactionalId, long producerId) {
        return new FakeRequest(new KafkaCommittable(producerId, (short) 0, transactionalId, null));
    }

    List<String> signals() {
        return signals;
    }

    @Override
    public KafkaCommittable getCommittable() {
        return committable;
    }

    @Override
    public int getNumberOfRetries() {
        return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable cause) {
        signals.add("failed");
    }

    /** As Flink does. */
    @Override
    public void signalFailedWithUnknownReason(Throwable cause) {
        signals.add("failed for an unknown reason");
        throw new IllegalStateException("Failed to commit " + committable, cause);
    }

    @Override
    public void retryLater() {
        signals.add("retry");
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable other) {
        signals.add("retry another");
    }

    @Override
    public void signalAlreadyCommitted() {
        signals.add("already committed");
    }
}
