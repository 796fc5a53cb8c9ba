package io.exactlyonce.job.twophase;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The frame around a hand-written format: refuses versions it does not know and bytes it did not
 * expect. A snapshot that is read wrongly is worse than one that is not read: it would commit or
 * abort the wrong file.
 *
 * <p>Versions only ever rise; a reader of version n must keep reading 1 … n.
 */
final class VersionedSerializer<T> implements SimpleVersionedSerializer<T> {

    /** One format: fields in a fixed order. */
    interface Format<T> {
        void write(T value, DataOutputStream out) throws IOException;

        T read(DataInputStream in) throws IOException;
    }

    private static final int VERSION = 1;

    private final String subject;
    private final Format<T> format;

    private VersionedSerializer(String subject, Format<T> format) {
        this.subject = subject;
        this.format = format;
    }

    static VersionedSerializer<FileCommittable> committables() {
        return new VersionedSerializer<>("committable", new CommittableFormat());
    }

    static VersionedSerializer<FileWriterState> writerStates() {
        return new VersionedSerializer<>("writer state", new WriterStateFormat());
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(T value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            format.write(value, out);
        }
        return bytes.toByteArray();
    }

    @Override
    public T deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "Version "
                            + version
                            + " of the file sink's "
                            + subject
                            + " is not known, only "
                            + VERSION
                            + ": guessing could lose or repeat a transaction. Restore with the"
                            + " release that wrote the snapshot, or a newer one.");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
            T value = format.read(in);
            if (in.read() != -1) {
                throw damaged("bytes follow its last field", null);
            }
            return value;
        } catch (RuntimeException | EOFException e) {
            throw damaged("it cannot be read", e);
        }
    }

    private IOException damaged(String observation, @Nullable Exception e) {
        return new IOException(
                "The file sink's "
                        + subject
                        + " is damaged: "
                        + observation
                        + ". The snapshot does not say which transactions are pending. Restore"
                        + " from another checkpoint.",
                e);
    }

    private static final class CommittableFormat implements Format<FileCommittable> {
        @Override
        public void write(FileCommittable committable, DataOutputStream out) throws IOException {
            out.writeUTF(committable.transaction().visible());
            out.writeLong(committable.records());
            out.writeLong(committable.bytes());
        }

        @Override
        public FileCommittable read(DataInputStream in) throws IOException {
            String name = in.readUTF();
            TransactionName transaction =
                    TransactionName.parseVisible(name)
                            .orElseThrow(() -> new IllegalArgumentException("name " + name));
            return new FileCommittable(transaction, in.readLong(), in.readLong());
        }
    }

    private static final class WriterStateFormat implements Format<FileWriterState> {
        @Override
        public void write(FileWriterState state, DataOutputStream out) throws IOException {
            out.writeUTF(state.sinkId());
            out.writeUTF(state.run());
            out.writeLong(state.checkpointId());
        }

        @Override
        public FileWriterState read(DataInputStream in) throws IOException {
            return new FileWriterState(in.readUTF(), in.readUTF(), in.readLong());
        }
    }
}
