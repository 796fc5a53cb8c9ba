package io.exactlyonce.operator.snapshot.format;

/**
 * Decompresses operator state that was written with {@code
 * execution.checkpointing.snapshot-compression}: the Snappy framing format, in which every element
 * begins a frame. Checksums are not compared: a wrong byte shows in what it is part of, as it does
 * without compression.
 */
final class SnappyFrames implements ByteSource {
    private static final int COMPRESSED = 0x00;
    private static final int PLAIN = 0x01;
    private static final int FIRST_SKIPPABLE = 0x80;
    private static final int CHECKSUM = 4;

    /** Most bytes of a frame, by the specification of the format. */
    private static final int FRAME_BYTES = 65_536;

    private final byte[] bytes;
    private int next;
    private byte[] frame = new byte[0];
    private int done;

    /**
     * @param start where a frame begins
     */
    SnappyFrames(byte[] bytes, int start) {
        this.bytes = bytes;
        this.next = start;
    }

    /** Where the last frame that was read ends. */
    long position() {
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        while (done == frame.length) {
            if (next == bytes.length) {
                return -1;
            }
            advance();
        }
        int step = Math.min(length, frame.length - done);
        System.arraycopy(frame, done, buffer, offset, step);
        done += step;
        return step;
    }

    private void advance() {
        ByteReader in = ByteReader.of(bytes);
        in.skip(next);
        int type = in.unsignedByte();
        int length = in.unsignedByte() | in.unsignedByte() << 8 | in.unsignedByte() << 16;
        byte[] body = in.bytes(length, bytes.length);
        next = (int) in.position();
        done = 0;
        if (type == COMPRESSED || type == PLAIN) {
            ByteReader data = ByteReader.of(body);
            data.skip(CHECKSUM);
            frame = type == PLAIN ? data.bytes(length - CHECKSUM, FRAME_BYTES) : decompressed(data);
        } else if (type >= FIRST_SKIPPABLE) {
            frame = new byte[0];
        } else {
            throw damaged();
        }
    }

    private static byte[] decompressed(ByteReader in) {
        byte[] out = new byte[size(in)];
        int written = 0;
        while (!in.atEnd()) {
            int tag = in.unsignedByte();
            int kind = tag & 3;
            if (kind == 0) {
                byte[] literal = in.bytes(literalLength(in, tag >> 2), out.length - written);
                System.arraycopy(literal, 0, out, written, literal.length);
                written += literal.length;
            } else {
                int length = kind == 1 ? (tag >> 2 & 7) + 4 : (tag >> 2) + 1;
                int distance = distance(in, tag, kind);
                if (distance <= 0 || distance > written || length > out.length - written) {
                    throw damaged();
                }
                for (int i = 0; i < length; i++, written++) { // May overlap what it writes.
                    out[written] = out[written - distance];
                }
            }
        }
        if (written != out.length) {
            throw damaged();
        }
        return out;
    }

    private static int size(ByteReader in) {
        int size = 0;
        for (int shift = 0; shift <= 28; shift += 7) {
            int part = in.unsignedByte();
            size |= (part & 0x7f) << shift;
            if (part < 0x80) {
                if (size < 0 || size > FRAME_BYTES) {
                    throw damaged();
                }
                return size;
            }
        }
        throw damaged();
    }

    private static int literalLength(ByteReader in, int field) {
        int extra = Math.max(0, field - 59);
        return extra == 0 ? field + 1 : littleEndian(in, extra) + 1;
    }

    private static int distance(ByteReader in, int tag, int kind) {
        return switch (kind) {
            case 1 -> tag >> 5 << 8 | in.unsignedByte();
            case 2 -> littleEndian(in, 2);
            default -> littleEndian(in, 4);
        };
    }

    private static int littleEndian(ByteReader in, int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= in.unsignedByte() << Byte.SIZE * i;
        }
        return value;
    }

    private static FormatException damaged() {
        return new FormatException("the compressed state of a committer is damaged");
    }
}
