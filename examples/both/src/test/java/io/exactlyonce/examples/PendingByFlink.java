package io.exactlyonce.examples;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.metrics.groups.SinkCommitterMetricGroup;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.metrics.groups.InternalSinkCommitterMetricGroup;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.CompressibleFSDataInputStream;
import org.apache.flink.runtime.state.OperatorBackendSerializationProxy;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnappyStreamCompressionDecorator;
import org.apache.flink.runtime.state.StreamCompressionDecorator;
import org.apache.flink.runtime.state.UncompressedStreamCompressionDecorator;
import org.apache.flink.streaming.runtime.operators.sink.committables.CheckpointCommittableManager;
import org.apache.flink.streaming.runtime.operators.sink.committables.CommittableCollector;
import org.apache.flink.streaming.runtime.operators.sink.committables.CommittableCollectorSerializer;

/**
 * What a snapshot holds pending as Flink itself reads it: what its committer would be asked to
 * commit if a job were restored.
 */
final class PendingByFlink {
    private static final String STATE = "streaming_committer_raw_states";
    private static final Pattern COMMITTABLE =
            Pattern.compile(
                    "KafkaCommittable\\{producerId=(\\d+), epoch=(\\d+), transactionalId='?([^,'}]+).*");

    private PendingByFlink() {}

    /** One line for each: transactional id, producer id, epoch. */
    static Set<String> lines(Path snapshot, boolean compressed) throws Exception {
        Set<String> lines = new TreeSet<>();
        for (OperatorSubtaskState subtask : subtasks(snapshot)) {
            for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                read(handle, compressed, lines);
            }
        }
        return lines;
    }

    /** Whether records were on their way between tasks. */
    static boolean hasChannelState(Path snapshot) throws Exception {
        return subtasks(snapshot).stream()
                .anyMatch(subtask -> !subtask.getInputChannelState().isEmpty());
    }

    private static List<OperatorSubtaskState> subtasks(Path snapshot) throws Exception {
        try (DataInputStream metadata =
                new DataInputStream(Files.newInputStream(snapshot.resolve("_metadata")))) {
            return Checkpoints.loadCheckpointMetadata(
                            metadata,
                            PendingByFlink.class.getClassLoader(),
                            snapshot.toUri().toString())
                    .getOperatorStates()
                    .stream()
                    .flatMap(operator -> operator.getStates().stream())
                    .toList();
        }
    }

    private static void read(OperatorStateHandle handle, boolean compressed, Set<String> lines)
            throws Exception {
        OperatorStateHandle.StateMetaInfo state =
                handle.getStateNameToPartitionOffsets().get(STATE);
        if (state == null) {
            return;
        }
        StreamCompressionDecorator compression =
                compressed
                        ? SnappyStreamCompressionDecorator.INSTANCE
                        : UncompressedStreamCompressionDecorator.INSTANCE;
        try (FSDataInputStream file = handle.openInputStream()) {
            new OperatorBackendSerializationProxy(PendingByFlink.class.getClassLoader())
                    .read(new DataInputViewStreamWrapper(file));
            FSDataInputStream in = new CompressibleFSDataInputStream(file, compression);
            for (long offset : state.getOffsets()) {
                in.seek(offset);
                commit(
                        BytePrimitiveArraySerializer.INSTANCE.deserialize(
                                new DataInputViewStreamWrapper(in)),
                        lines);
            }
        }
    }

    private static void commit(byte[] element, Set<String> lines) throws Exception {
        SimpleVersionedSerializer<Object> committables = committables();
        CommittableCollector<Object> collector =
                SimpleVersionedSerialization.readVersionAndDeSerialize(
                        new CommittableCollectorSerializer<>(committables, 0, 1, metrics()),
                        element);
        Committer<Object> recorder =
                new Committer<>() {
                    @Override
                    public void commit(Collection<CommitRequest<Object>> requests) {
                        requests.forEach(request -> line(request.getCommittable(), lines));
                    }

                    @Override
                    public void close() {}
                };
        for (CheckpointCommittableManager<Object> checkpoint :
                collector.getCheckpointCommittablesUpTo(Long.MAX_VALUE)) {
            checkpoint.commit(recorder, 0);
        }
    }

    private static SinkCommitterMetricGroup metrics() {
        return InternalSinkCommitterMetricGroup.wrap(
                UnregisteredMetricGroups.createUnregisteredOperatorMetricGroup());
    }

    /** Of Kafka's sink; what other sinks commit has another version. */
    private static SimpleVersionedSerializer<Object> committables() {
        SimpleVersionedSerializer<?> kafka =
                RecordedJob.sink("unused:9092", "unused").getCommittableSerializer();
        return new SimpleVersionedSerializer<>() {
            @Override
            public int getVersion() {
                return kafka.getVersion();
            }

            @Override
            public byte[] serialize(Object committable) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Object deserialize(int version, byte[] bytes) throws IOException {
                return version == kafka.getVersion()
                        ? kafka.deserialize(version, bytes)
                        : "of another sink";
            }
        };
    }

    private static void line(Object committable, Set<String> lines) {
        Matcher matcher = COMMITTABLE.matcher(committable.toString());
        if (matcher.matches()) {
            lines.add("%s %s %s".formatted(matcher.group(3), matcher.group(1), matcher.group(2)));
        }
    }
}
