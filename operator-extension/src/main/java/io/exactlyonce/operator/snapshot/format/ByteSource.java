package io.exactlyonce.operator.snapshot.format;

/** Bytes in their order, as a stream gives them. */
@FunctionalInterface
public interface ByteSource {

    /**
     * Reads some of the bytes that follow.
     *
     * @param length at least 1
     * @return how many were read, at least 1; negative at the end
     */
    int read(byte[] buffer, int offset, int length);
}
