package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.snapshot.format.StateLocation.Nowhere;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is known of the operator state of a subtask (Flink's {@code OperatorStateHandle}).
 *
 * @param committerOffsets of the elements of a committer's state; empty if it is no committer, as
 *     in a writer, which knows a state of that name from Flink 1.14 and leaves it empty
 * @param writer whether it has the state of a sink's writer
 * @param location kept only if there are committer offsets
 */
record OperatorHandle(List<Long> committerOffsets, boolean writer, StateLocation location) {
    static final OperatorHandle NONE = new OperatorHandle(List.of(), false, new Nowhere());

    /** Name of the state in Flink's committer, global committer and, since 1.15 unused, writer. */
    private static final String COMMITTER = "streaming_committer_raw_states";

    private static final String WRITER = "writer_raw_states";

    /** Only the producer that Flink had before its sinks has these. */
    private static final Set<String> OLD_PRODUCER =
            Set.of("next-transactional-id-hint", "next-transactional-id-hint-v2");

    private static final int NULL = 0;
    private static final int PLAIN = 4;
    private static final int MERGED = 17;

    /** Copies the list. */
    OperatorHandle {
        committerOffsets = List.copyOf(committerOffsets);
    }

    static OperatorHandle read(ByteReader in, StreamHandles streams) {
        int kind = in.unsignedByte();
        if (kind == NULL) {
            return NONE;
        }
        if (kind != PLAIN && kind != MERGED) {
            throw new FormatException("it has operator state of a kind that is not known");
        }
        List<Long> committerOffsets = new ArrayList<>();
        boolean writer = false;
        int states = in.count();
        for (int i = 0; i < states; i++) {
            String name = in.text();
            in.skip(1); // How it is distributed.
            if (OLD_PRODUCER.contains(name)) {
                throw new FormatException(
                        "its job writes with FlinkKafkaProducer, whose pending transactions are not"
                                + " read. Move the job to KafkaSink");
            }
            writer |= name.equals(WRITER);
            if (name.equals(COMMITTER)) {
                offsets(in, committerOffsets);
            } else {
                in.skip((long) Long.BYTES * in.count());
            }
        }
        if (kind == MERGED) {
            streams.path(); // Of the task's own files
            streams.path(); // and of those that are shared.
            in.flag();
        }
        if (committerOffsets.isEmpty()) {
            streams.skip();
            return new OperatorHandle(List.of(), writer, new Nowhere());
        }
        return new OperatorHandle(committerOffsets, writer, streams.read());
    }

    private static void offsets(ByteReader in, List<Long> offsets) {
        int count = in.count();
        if (count > Limits.COMMITTABLES) {
            throw tooMany();
        }
        for (int i = 0; i < count; i++) {
            offsets.add(in.int64());
        }
    }

    private static FormatException tooMany() {
        return new FormatException(
                "a committer has more than " + Limits.COMMITTABLES + " entries, the most read");
    }
}
