package io.exactlyonce.job.fault;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * A Kafka sink whose committer meets a {@link Fault} before and after each commit. All else is the
 * stock sink.
 *
 * @param <I> what is written
 * @param <S> the stock writer's state
 * @param <C> the stock committable
 */
final class FaultySink<I, S, C>
        implements Sink<I>,
                SupportsWriterState<I, S>,
                SupportsCommitter<C>,
                SupportsPostCommitTopology<C> {
    private final Sink<I> sink;
    private final String fault;

    private FaultySink(Sink<I> sink, String fault) {
        this.sink = sink;
        this.fault = fault;
    }

    static <I> Sink<I> around(Sink<I> sink, String fault) {
        return new FaultySink<I, Object, Object>(sink, fault);
    }

    @Override
    public SinkWriter<I> createWriter(WriterInitContext context) throws IOException {
        return sink.createWriter(context);
    }

    @Override
    public StatefulSinkWriter<I, S> restoreWriter(WriterInitContext context, Collection<S> state)
            throws IOException {
        return writer().restoreWriter(context, state);
    }

    @Override
    public SimpleVersionedSerializer<S> getWriterStateSerializer() {
        return writer().getWriterStateSerializer();
    }

    @Override
    public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
        Committer<C> committer = committer().createCommitter(context);
        int attempt = context.getTaskInfo().getAttemptNumber();
        return new FaultyCommitter<>(committer, attempt, fault);
    }

    @Override
    public SimpleVersionedSerializer<C> getCommittableSerializer() {
        return committer().getCommittableSerializer();
    }

    @Override
    @SuppressWarnings("unchecked") // The stock sink's own types, which it does not show.
    public void addPostCommitTopology(DataStream<CommittableMessage<C>> committables) {
        ((SupportsPostCommitTopology<C>) (SupportsPostCommitTopology<?>) sink)
                .addPostCommitTopology(committables);
    }

    @SuppressWarnings("unchecked") // As above.
    private SupportsWriterState<I, S> writer() {
        return (SupportsWriterState<I, S>) (SupportsWriterState<?, ?>) sink;
    }

    @SuppressWarnings("unchecked") // As above.
    private SupportsCommitter<C> committer() {
        return (SupportsCommitter<C>) (SupportsCommitter<?>) sink;
    }

    private record FaultyCommitter<C>(Committer<C> committer, int attempt, String fault)
            implements Committer<C> {
        @Override
        public void commit(Collection<CommitRequest<C>> requests)
                throws IOException, InterruptedException {
            FaultPoint.named(fault).beforeCommit(attempt);
            committer.commit(requests);
            FaultPoint.named(fault).afterCommit(attempt);
        }

        @Override
        public void close() throws Exception {
            committer.close();
        }
    }
}
