package io.exactlyonce.sandbox.feed;

import java.io.Closeable;
import java.util.Optional;

/** Reads the records of a file one after the other. */
public interface RecordReader extends Closeable {

    /**
     * The value of the next record, as it is sent to Kafka; empty at the end of the file.
     *
     * @throws BadInputException when the file cannot be read on
     */
    Optional<byte[]> next();
}
