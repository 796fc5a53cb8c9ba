package io.exactlyonce.job.twophase;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The sink under test with a fault around its commit. */
record FaultyFileSink(TransactionalFileSink<Long> sink, Fault fault)
        implements Sink<Long>,
                SupportsCommitter<FileCommittable>,
                SupportsWriterState<Long, FileWriterState> {

    /** Called on either side of each commit that has something to commit; throws to crash there. */
    interface Fault extends Serializable {
        void before(Collection<Committer.CommitRequest<FileCommittable>> requests)
                throws IOException;

        void after(Collection<Committer.CommitRequest<FileCommittable>> requests)
                throws IOException;
    }

    @Override
    public StatefulSinkWriter<Long, FileWriterState> createWriter(WriterInitContext context)
            throws IOException {
        return sink.createWriter(context);
    }

    @Override
    public StatefulSinkWriter<Long, FileWriterState> restoreWriter(
            WriterInitContext context, Collection<FileWriterState> recovered) throws IOException {
        return sink.restoreWriter(context, recovered);
    }

    @Override
    public Committer<FileCommittable> createCommitter(CommitterInitContext context)
            throws IOException {
        Committer<FileCommittable> committer = sink.createCommitter(context);
        return new Committer<>() {
            @Override
            public void commit(Collection<CommitRequest<FileCommittable>> requests)
                    throws IOException, InterruptedException {
                fault.before(requests);
                committer.commit(requests);
                fault.after(requests);
            }

            @Override
            public void close() {
                // The committer under test holds nothing open.
            }
        };
    }

    @Override
    public SimpleVersionedSerializer<FileCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public SimpleVersionedSerializer<FileWriterState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }
}
