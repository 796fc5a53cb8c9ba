package io.exactlyonce.job.twophase;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import org.apache.flink.api.common.serialization.Encoder;

/** A transaction that takes records: a hidden file, held open by one writer. */
final class OpenTransaction implements AutoCloseable {
    private final TransactionName name;
    private final FileChannel channel;
    private final OutputStream out;
    private long records;

    OpenTransaction(TransactionName name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel));
    }

    TransactionName name() {
        return name;
    }

    <T> void write(T element, Encoder<T> encoder) throws IOException {
        encoder.encode(element, out);
        records++;
    }

    /**
     * Makes the transaction durable; after this a commit can only fail by the loss of the file. The
     * caller still has to force the directory, which holds the file's name.
     */
    FileCommittable preCommit() throws IOException {
        out.flush();
        channel.force(true);
        FileCommittable committable = new FileCommittable(name, records, channel.size());
        channel.close();
        return committable;
    }

    /** Lets go of the file without making it durable; what is buffered is dropped. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
