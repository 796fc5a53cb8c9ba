package io.exactlyonce.operator.snapshot.format;

import java.util.Arrays;

/**
 * Reads what {@code java.io.DataOutputStream} wrote. A length is held against a bound, and memory
 * grows with the bytes that are there, not with the length; the end within a value is an error.
 */
final class ByteReader {
    private static final int BUFFER = 8192;
    private static final ByteSource NOTHING = (buffer, offset, length) -> -1;

    private final ByteSource source;
    private final byte[] buffer;
    private final long longest;
    private int next;
    private int end;
    private long filled;

    private ByteReader(ByteSource source, byte[] buffer, int end, long longest) {
        this.source = source;
        this.buffer = buffer;
        this.end = end;
        this.filled = end;
        this.longest = longest;
    }

    /**
     * Reads from a stream.
     *
     * @param longest bytes; more are an error
     */
    static ByteReader of(ByteSource source, long longest) {
        return new ByteReader(source, new byte[BUFFER], 0, longest);
    }

    /** Reads an array, which is not copied. */
    static ByteReader of(byte[] bytes) {
        return new ByteReader(NOTHING, bytes, bytes.length, bytes.length);
    }

    /** Bytes that were read so far. */
    long position() {
        return filled - (end - next);
    }

    boolean atEnd() {
        return next == end && !fill();
    }

    private boolean fill() {
        int read = source.read(buffer, 0, buffer.length);
        if (read < 0) {
            return false;
        }
        next = 0;
        end = read;
        filled += read;
        if (filled > longest) {
            throw new FormatException(
                    "it is larger than " + longest + " bytes, the most that is read");
        }
        return true;
    }

    int unsignedByte() {
        if (next == end && !fill()) {
            throw new FormatException("it ends in the middle");
        }
        return buffer[next++] & 0xff;
    }

    int unsignedShort() {
        return unsignedByte() << 8 | unsignedByte();
    }

    int int32() {
        return unsignedShort() << 16 | unsignedShort();
    }

    long int64() {
        return (long) int32() << 32 | int32() & 0xffffffffL;
    }

    /** A number of elements or bytes that follow. */
    int count() {
        int count = int32();
        if (count < 0) {
            throw new FormatException("it has a negative length");
        }
        return count;
    }

    /** A byte that is 0 or 1. */
    boolean flag() {
        int value = unsignedByte();
        if (value > 1) {
            throw new FormatException("it has a truth value that is neither 0 nor 1");
        }
        return value == 1;
    }

    void skip(long bytes) {
        long left = bytes;
        while (left > 0) {
            if (next == end && !fill()) {
                throw new FormatException("it ends in the middle");
            }
            int step = (int) Math.min(left, end - next);
            next += step;
            left -= step;
        }
    }

    void skipRest() {
        while (!atEnd()) {
            next = end;
        }
    }

    /**
     * Copies bytes.
     *
     * @param most more are an error
     */
    byte[] bytes(int length, int most) {
        if (length < 0 || length > most) {
            throw new FormatException(
                    "a part of it is larger than " + most + " bytes, the most that is read");
        }
        byte[] bytes = new byte[Math.min(length, BUFFER)];
        int done = 0;
        while (done < length) {
            if (next == end && !fill()) {
                throw new FormatException("it ends in the middle");
            }
            if (done == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * done));
            }
            int step = Math.min(bytes.length - done, end - next);
            System.arraycopy(buffer, next, bytes, done, step);
            next += step;
            done += step;
        }
        return bytes;
    }

    /** The bytes that follow, as many as the number before them says. */
    ByteReader nested() {
        return of(bytes(count(), Limits.STATE_BYTES));
    }

    /** Text in modified UTF-8, its length in bytes before it. */
    String text() {
        int left = unsignedShort();
        StringBuilder text = new StringBuilder(left);
        while (left > 0) {
            int first = unsignedByte();
            int more = first < 0x80 ? 0 : first >> 5 == 0b110 ? 1 : first >> 4 == 0b1110 ? 2 : -1;
            left -= 1 + more;
            if (more < 0 || left < 0) {
                throw new FormatException("a text in it is not encoded as Java does");
            }
            text.append((char) character(first, more));
        }
        return text.toString();
    }

    private int character(int first, int more) {
        int value = more == 0 ? first : first & (more == 1 ? 0x1f : 0x0f);
        for (int i = 0; i < more; i++) {
            int next = unsignedByte();
            if (next >> 6 != 0b10) {
                throw new FormatException("a text in it is not encoded as Java does");
            }
            value = value << 6 | next & 0x3f;
        }
        return value;
    }

    void skipText() {
        skip(unsignedShort());
    }

    void requireEnd() {
        if (!atEnd()) {
            throw new FormatException("more follows where it should end");
        }
    }
}
