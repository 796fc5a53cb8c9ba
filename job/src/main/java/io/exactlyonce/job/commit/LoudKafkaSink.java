package io.exactlyonce.job.commit;

import java.io.IOException;
import java.util.Collection;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.connector.kafka.sink.internal.KafkaCommitter;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * The connector's exactly-once sink with a {@link LoudCommitter} around its committer. Everything
 * else is the connector's: writer, state, serializers, topology. So a job can change between the
 * two with its state, in both directions.
 *
 * @param <T> what is written
 */
public final class LoudKafkaSink<T>
        implements LineageVertexProvider,
                TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable> {
    private static final long serialVersionUID = 1L;

    private final KafkaSink<T> connector;
    private final Properties client;
    private final CommitRules rules;

    private LoudKafkaSink(KafkaSink<T> connector, Properties client, CommitRules rules) {
        this.connector = connector;
        this.client = client;
        this.rules = rules;
    }

    /**
     * Wraps a sink with the guarantee EXACTLY_ONCE.
     *
     * @param client properties of the sink's producer, with the bootstrap servers: by them the
     *     brokers are asked
     */
    public static <T> LoudKafkaSink<T> around(
            KafkaSink<T> connector, Properties client, CommitRules rules) {
        return new LoudKafkaSink<>(connector, client, rules);
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
        KafkaCommitter committer = (KafkaCommitter) connector.createCommitter(context);
        return new LoudCommitter(
                committer,
                committer.getBackchannel(),
                new AdminTransactions(client),
                rules,
                CommitCounters.in(context.metricGroup()),
                context.getRestoredCheckpointId().orElse(-1));
    }

    @Override
    public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> createWriter(
            WriterInitContext context) throws IOException {
        return writer().createWriter(context);
    }

    @Override
    public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> restoreWriter(
            WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
        return writer().restoreWriter(context, state);
    }

    /** The connector does not show the type of its writer; its interface does. */
    private TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable> writer() {
        return connector;
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
        return connector.getWriterStateSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return connector.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(
            DataStream<CommittableMessage<KafkaCommittable>> committables) {
        connector.addPostCommitTopology(committables);
    }

    @Override
    public LineageVertex getLineageVertex() {
        return connector.getLineageVertex();
    }
}
