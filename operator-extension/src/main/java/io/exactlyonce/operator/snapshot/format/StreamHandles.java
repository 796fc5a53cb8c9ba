package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.format.StateLocation.InFile;
import io.exactlyonce.operator.snapshot.format.StateLocation.Inline;
import io.exactlyonce.operator.snapshot.format.StateLocation.Nowhere;

/**
 * Reads handles of plain bytes (Flink's {@code StreamStateHandle}). Each file that is named has to
 * lie in the storage, also one that is not read here: a job that starts from the snapshot reads it.
 */
final class StreamHandles {
    private static final int NULL = 0;
    private static final int BYTES = 1;
    private static final int FILE = 2;
    private static final int KEY_GROUPS = 3;
    private static final int RELATIVE_FILE = 6;
    private static final int SEGMENT = 15;
    private static final int EMPTY_SEGMENT = 16;

    private final ByteReader in;
    private final StoragePath root;
    private final StoragePath directory;

    /**
     * @param root what every file has to lie under
     * @param directory of the metadata, which relative paths start from
     */
    StreamHandles(ByteReader in, StoragePath root, StoragePath directory) {
        this.in = in;
        this.root = root;
        this.directory = directory;
    }

    /** Reads a handle and steps over the bytes it may contain. */
    void skip() {
        read(false, 0);
    }

    /** Reads a handle with the bytes it may contain. */
    StateLocation read() {
        return read(true, 0);
    }

    /** Reads a handle that must contain its bytes, or be none. */
    void skipInline() {
        if (read(false, 0) instanceof InFile) {
            throw new FormatException("the state of a coordinator is not within the metadata");
        }
    }

    private StateLocation read(boolean wanted, int depth) {
        return switch (in.unsignedByte()) {
            case NULL, EMPTY_SEGMENT -> new Nowhere();
            case BYTES -> inline(wanted);
            case FILE -> {
                long size = in.int64();
                yield file(path(), 0, size);
            }
            case RELATIVE_FILE -> {
                StoragePath path = relative();
                yield file(path, 0, in.int64());
            }
            case SEGMENT -> segment();
            case KEY_GROUPS -> {
                if (depth == Limits.DEPTH) {
                    throw new FormatException("its handles are nested too deeply");
                }
                skipKeyGroups();
                yield read(wanted, depth + 1);
            }
            default -> throw new FormatException("it has a handle of a kind that is not known");
        };
    }

    private StateLocation inline(boolean wanted) {
        in.skipText();
        int length = in.count();
        if (wanted) {
            return new Inline(in.bytes(length, Limits.STATE_BYTES));
        }
        in.skip(length);
        return new Nowhere();
    }

    private StateLocation segment() {
        long start = in.int64();
        long size = in.int64();
        in.skip(Integer.BYTES); // Scope: shared or not.
        StoragePath path = path();
        in.skipText();
        return file(path, start, size);
    }

    private static StateLocation file(StoragePath path, long start, long size) {
        if (start < 0 || size < 0) {
            throw new FormatException("it has a negative length");
        }
        return new InFile(path, start, size);
    }

    /** A range of key groups with an offset for each. */
    void skipKeyGroups() {
        in.skip(Integer.BYTES);
        in.skip((long) Long.BYTES * in.count());
    }

    /** Reads the URI of a file or directory. */
    StoragePath path() {
        return inside(in.text());
    }

    private StoragePath relative() {
        // The name alone, as Flink writes it; the path as a whole is judged like any other.
        return inside(directory + "/" + in.text());
    }

    private StoragePath inside(String uri) {
        StoragePath path =
                StoragePath.of(uri)
                        .orElseThrow(
                                () ->
                                        new FormatException(
                                                "it names a file by a path that cannot be compared"
                                                        + " safely"));
        if (!root.contains(path)) {
            throw new FormatException(
                    "it names a file outside of "
                            + root
                            + ", the storage of the policy, where nothing says that it lasts."
                            + " Have state written only below spec.checkpoints.storage");
        }
        return path;
    }
}
