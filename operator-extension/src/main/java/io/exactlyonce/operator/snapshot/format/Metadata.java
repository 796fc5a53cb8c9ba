package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.format.ChannelHandles.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the file {@code _metadata} to its end, in the versions 3 (Flink 1.11) to 6 (Flink 2.2; 1.20
 * writes 4). What it holds is stepped over, but for the committers.
 */
final class Metadata {
    private static final int MAGIC = 0x4960672d;
    private static final int MASTER_STATE_MAGIC = 0xc96b1696;
    private static final int OLDEST = 3;
    private static final int NEWEST = 6;
    private static final int FIRST_WITH_PROPERTIES = 4;
    private static final int FIRST_WITH_NAMES = 5;
    private static final String PROPERTIES =
            "org.apache.flink.runtime.checkpoint.CheckpointProperties";

    private final ByteReader in;
    private final StreamHandles streams;
    private final KeyedHandles keyed;
    private final ChannelHandles channels;
    private final int version;
    private final List<CommitterState> committers = new ArrayList<>();

    private Metadata(ByteReader in, StreamHandles streams, int version) {
        this.in = in;
        this.streams = streams;
        this.keyed = new KeyedHandles(in, streams);
        this.channels = new ChannelHandles(in, streams, version);
        this.version = version;
    }

    /**
     * Reads the file.
     *
     * @param root what every file that it names has to lie under
     * @param directory that it lies in
     */
    static List<CommitterState> read(ByteSource source, StoragePath root, StoragePath directory) {
        ByteReader in = ByteReader.of(source, Limits.METADATA_BYTES);
        if (in.int32() != MAGIC) {
            throw new FormatException("it does not begin as Flink's metadata does");
        }
        int version = in.int32();
        if (version < OLDEST || version > NEWEST) {
            throw new FormatException(
                    "it has version "
                            + version
                            + " of the format, and versions "
                            + OLDEST
                            + " to "
                            + NEWEST
                            + " are known");
        }
        Metadata metadata = new Metadata(in, new StreamHandles(in, root, directory), version);
        metadata.all();
        return metadata.committers;
    }

    private void all() {
        if (in.int64() < 0) {
            throw new FormatException("it has a negative checkpoint id");
        }
        int masterStates = in.count();
        for (int i = 0; i < masterStates; i++) {
            masterState();
        }
        int operators = in.count();
        for (int i = 0; i < operators; i++) {
            operator();
        }
        if (version >= FIRST_WITH_PROPERTIES) {
            properties();
        }
        in.requireEnd();
    }

    private void masterState() {
        if (in.int32() != MASTER_STATE_MAGIC) {
            throw new FormatException("it has a master state that does not begin as one");
        }
        in.skip(in.count());
    }

    private void operator() {
        if (version >= FIRST_WITH_NAMES) {
            in.skipText();
            in.skipText();
        }
        long lower = in.int64();
        String id = "%016x%016x".formatted(lower, in.int64());
        in.skip(2 * Integer.BYTES); // Parallelism and its maximum.
        streams.skipInline();
        int subtasks = in.int32(); // Negative for an operator that has finished.
        for (int i = 0; i < subtasks; i++) {
            boolean finished = in.int32() < 0;
            if (!finished) {
                subtask(id);
            }
        }
    }

    private void subtask(String operator) {
        OperatorHandle managed = operatorState();
        operatorState(); // Raw: nothing of a committer.
        keyed.skip();
        keyed.skip();
        boolean arriving = channels.skip(Side.INPUT);
        boolean leaving = channels.skip(Side.OUTPUT);
        boolean committer = !managed.committerOffsets().isEmpty();
        // Flink keeps unaligned checkpoints off what leads to a committer. Should it not, then
        // transactions that were pending can be in neither state.
        if (committer && arriving || managed.writer() && leaving) {
            throw new FormatException(
                    "transactions can have been on their way between writer and committer, which"
                            + " is not read. Turn unaligned checkpoints off");
        }
        if (committer) {
            if (committers.size() == Limits.COMMITTER_STATES) {
                throw new FormatException(
                        "it has more than "
                                + Limits.COMMITTER_STATES
                                + " subtasks of committers, the most that are read");
            }
            committers.add(
                    new CommitterState(operator, managed.committerOffsets(), managed.location()));
        }
    }

    private OperatorHandle operatorState() {
        return switch (in.int32()) {
            case 0 -> OperatorHandle.NONE;
            case 1 -> OperatorHandle.read(in, streams);
            default -> throw new FormatException("it has operator state in a form not known");
        };
    }

    private void properties() {
        long before = in.position();
        String type = JavaObject.skip(in);
        if (!type.equals(PROPERTIES) || in.position() - before > Limits.PROPERTIES_BYTES) {
            throw new FormatException("the properties at its end are not in a form that is known");
        }
    }
}
