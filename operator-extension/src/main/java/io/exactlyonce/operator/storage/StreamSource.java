package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.snapshot.format.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** A stream as a source of bytes, up to a number of them and a moment. */
final class StreamSource implements ByteSource {
    private final InputStream stream;
    private final BooleanSupplier late;
    private long left;

    /**
     * @param most bytes after which the source ends
     * @param late whether there is no more time
     */
    StreamSource(InputStream stream, long most, BooleanSupplier late) {
        this.stream = stream;
        this.left = most;
        this.late = late;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (late.getAsBoolean()) {
            throw StorageException.outOfReach(
                    "The storage took too long to read the snapshot. It is tried again");
        }
        if (left == 0) {
            return -1;
        }
        try {
            int read = stream.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        } catch (IOException e) {
            throw StorageException.outOfReach(
                    "The storage broke off while the snapshot was read. It is tried again", e);
        }
    }
}
