package io.exactlyonce.job.commit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;

/** The connector's committer: remembers what it gets, and does with it what a test says. */
final class FakeConnector implements Committer<KafkaCommittable> {
    private final Consumer<CommitRequest<KafkaCommittable>> outcome;
    private final List<String> got = new ArrayList<>();

    FakeConnector(Consumer<CommitRequest<KafkaCommittable>> outcome) {
        this.outcome = outcome;
    }

    /** Transactional ids that it was to commit. */
    List<String> got() {
        return got;
    }

    @Override
    public void commit(Collection<CommitRequest<KafkaCommittable>> requests) {
        for (CommitRequest<KafkaCommittable> request : requests) {
            got.add(request.getCommittable().getTransactionalId());
            outcome.accept(request);
        }
    }

    @Override
    public void close() {}
}
