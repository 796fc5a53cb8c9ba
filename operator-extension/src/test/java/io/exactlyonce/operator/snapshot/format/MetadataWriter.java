package io.exactlyonce.operator.snapshot.format;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes metadata of version 3 with one operator of one subtask, from parts made up by a test. */
final class MetadataWriter {
    /** Something that is written. */
    @FunctionalInterface
    interface Part {
        void to(DataOutputStream out) throws IOException;
    }

    static final Part NO_HANDLE = out -> out.writeByte(0);
    static final Part NONE = out -> out.writeInt(0);

    private Part operatorState = NONE;
    private Part keyedState = NO_HANDLE;
    private Part input = NONE;
    private Part output = NONE;
    private Part coordinator = NO_HANDLE;
    private Part masterStates = NONE;
    private int version = 3;

    static byte[] bytes(Part part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            part.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    MetadataWriter version(int number) {
        version = number;
        return this;
    }

    MetadataWriter masterStates(Part part) {
        masterStates = part;
        return this;
    }

    MetadataWriter coordinator(Part part) {
        coordinator = part;
        return this;
    }

    MetadataWriter keyedState(Part part) {
        keyedState = part;
        return this;
    }

    MetadataWriter input(Part part) {
        input = part;
        return this;
    }

    MetadataWriter output(Part part) {
        output = part;
        return this;
    }

    /** One state with one element. */
    MetadataWriter operatorState(String name, long offset, Part handle) {
        operatorState =
                out -> {
                    out.writeInt(1);
                    out.writeByte(4);
                    out.writeInt(1);
                    out.writeUTF(name);
                    out.writeByte(0);
                    out.writeInt(1);
                    out.writeLong(offset);
                    handle.to(out);
                };
        return this;
    }

    /** A committer whose one element has these bytes. */
    MetadataWriter committer(byte[] element) {
        byte[] state =
                bytes(
                        out -> {
                            out.writeInt(6);
                            out.writeBoolean(false);
                            out.writeInt(element.length);
                            out.write(element);
                        });
        return operatorState("streaming_committer_raw_states", 5, inline(state));
    }

    static Part inline(byte[] state) {
        return out -> {
            out.writeByte(1);
            out.writeUTF("any");
            out.writeInt(state.length);
            out.write(state);
        };
    }

    static Part file(String uri) {
        return out -> {
            out.writeByte(2);
            out.writeLong(10);
            out.writeUTF(uri);
        };
    }

    static Part relative(String name) {
        return out -> {
            out.writeByte(6);
            out.writeUTF(name);
            out.writeLong(10);
        };
    }

    static Part segment(String uri) {
        return out -> {
            out.writeByte(15);
            out.writeLong(5);
            out.writeLong(10);
            out.writeInt(0);
            out.writeUTF(uri);
            out.writeUTF("any");
        };
    }

    byte[] write() {
        return bytes(
                out -> {
                    out.writeInt(0x4960672d);
                    out.writeInt(version);
                    out.writeLong(7);
                    masterStates.to(out);
                    out.writeInt(1);
                    out.writeLong(1);
                    out.writeLong(2);
                    out.writeInt(1);
                    out.writeInt(128);
                    coordinator.to(out);
                    out.writeInt(1);
                    out.writeInt(0);
                    operatorState.to(out);
                    NONE.to(out);
                    keyedState.to(out);
                    NO_HANDLE.to(out);
                    input.to(out);
                    output.to(out);
                });
    }
}
