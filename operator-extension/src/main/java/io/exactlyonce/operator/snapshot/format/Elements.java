package io.exactlyonce.operator.snapshot.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Elements of a list state that was written by Flink's default backend for operator state: arrays
 * of bytes, each at an offset.
 */
final class Elements {
    private static final int NEWEST = 6;
    private static final int FIRST_WITH_COMPRESSION = 6;

    private Elements() {}

    /**
     * Reads the elements.
     *
     * @param state all operator state of a subtask
     */
    static List<byte[]> read(byte[] state, List<Long> offsets) {
        ByteReader header = ByteReader.of(state);
        int version = header.int32();
        if (version < 1 || version > NEWEST) {
            throw new FormatException(
                    "the state of a committer has version " + version + ", which is not known");
        }
        boolean compressed = version >= FIRST_WITH_COMPRESSION && header.flag();
        List<Long> ascending = new ArrayList<>(offsets);
        Collections.sort(ascending);
        List<byte[]> elements = new ArrayList<>();
        long end = header.position();
        for (long offset : ascending) {
            // Written one after the other: what overlaps is made up, and could be read for ever.
            if (offset < end || offset > state.length) {
                throw new FormatException("the state of a committer has an offset outside of it");
            }
            end = compressed ? compressed(state, offset, elements) : plain(state, offset, elements);
        }
        return elements;
    }

    private static long plain(byte[] state, long offset, List<byte[]> elements) {
        ByteReader in = ByteReader.of(state);
        in.skip(offset);
        elements.add(in.bytes(in.count(), Limits.STATE_BYTES));
        return in.position();
    }

    private static long compressed(byte[] state, long offset, List<byte[]> elements) {
        SnappyFrames frames = new SnappyFrames(state, (int) offset);
        ByteReader in = ByteReader.of(frames, Limits.STATE_BYTES);
        elements.add(in.bytes(in.count(), Limits.STATE_BYTES));
        return frames.position();
    }
}
