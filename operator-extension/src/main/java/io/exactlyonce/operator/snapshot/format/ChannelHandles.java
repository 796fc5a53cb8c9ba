package io.exactlyonce.operator.snapshot.format;

/** Steps over handles of what was on its way between tasks when the snapshot was taken. */
final class ChannelHandles {
    private static final int FIRST_TYPED_VERSION = 6;

    /** Where the records were. */
    enum Side {
        INPUT(1, 3),
        OUTPUT(2, 4);

        private final int single;
        private final int merged;

        Side(int single, int merged) {
            this.single = single;
            this.merged = merged;
        }
    }

    private final ByteReader in;
    private final StreamHandles streams;
    private final int version;

    ChannelHandles(ByteReader in, StreamHandles streams, int version) {
        this.in = in;
        this.streams = streams;
        this.version = version;
    }

    /** Steps over all of a subtask, and returns whether there are any. */
    boolean skip(Side side) {
        int count = in.count();
        for (int i = 0; i < count; i++) {
            int kind = version < FIRST_TYPED_VERSION ? side.single : in.unsignedByte();
            if (kind == side.single) {
                single();
            } else if (kind == side.merged) {
                merged();
            } else {
                throw new FormatException("it has channel state of a kind that is not known");
            }
        }
        return count > 0;
    }

    private void single() {
        in.skip(3 * Integer.BYTES); // Subtask, gate or partition, channel or subpartition.
        in.skip((long) Long.BYTES * in.count());
        in.skip(Long.BYTES);
        streams.skip();
    }

    private void merged() {
        in.skip(Integer.BYTES + Long.BYTES); // Subtask and size.
        streams.skip();
        in.skip(in.count());
    }
}
