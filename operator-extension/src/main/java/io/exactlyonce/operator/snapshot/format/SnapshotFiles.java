package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.policy.StoragePath;
import java.util.Optional;
import java.util.function.Function;

/** Files of a storage. */
@FunctionalInterface
public interface SnapshotFiles {

    /**
     * Lets something read a part of a file, as far as it wants to.
     *
     * @param path never outside of the storage
     * @return what the reader returned; empty if there is no such file
     * @throws RuntimeException whatever the storage throws if it cannot tell
     */
    <T> Optional<T> read(StoragePath path, Range range, Function<ByteSource, T> reader);

    /**
     * A part of a file.
     *
     * @param start first byte
     * @param most how many bytes to give at most
     */
    record Range(long start, long most) {}
}
