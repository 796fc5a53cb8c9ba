package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.snapshot.format.SnapshotFiles.Range;

/** Bytes as sources. */
final class Bytes {
    /** Few at a time, so that every value is read across the edge of a buffer at least once. */
    private static final int AT_ONCE = 61;

    private Bytes() {}

    static ByteSource source(byte[] bytes) {
        return source(bytes, new Range(0, bytes.length));
    }

    static ByteSource source(byte[] bytes, Range range) {
        return new ByteSource() {
            private long next = range.start();
            private final long end = Math.min(bytes.length, range.start() + range.most());

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (next >= end) {
                    return -1;
                }
                int step = (int) Math.min(Math.min(AT_ONCE, length), end - next);
                System.arraycopy(bytes, (int) next, buffer, offset, step);
                next += step;
                return step;
            }
        };
    }
}
