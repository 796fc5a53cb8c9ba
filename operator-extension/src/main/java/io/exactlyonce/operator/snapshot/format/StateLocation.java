package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.policy.StoragePath;

/** Where the bytes of a state are. */
sealed interface StateLocation {

    /** Nowhere: there are none. */
    record Nowhere() implements StateLocation {}

    /**
     * In the metadata itself.
     *
     * @param bytes never changed
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody, up to 16 MiB: not copied.
    record Inline(byte[] bytes) implements StateLocation {}

    /**
     * In a part of a file.
     *
     * @param path of the file, inside the storage
     * @param start first byte
     * @param size in bytes, 0 or more
     */
    record InFile(StoragePath path, long start, long size) implements StateLocation {}
}
