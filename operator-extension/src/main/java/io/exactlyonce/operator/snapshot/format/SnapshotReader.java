package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.format.SnapshotFiles.Range;
import io.exactlyonce.operator.snapshot.format.StateLocation.InFile;
import io.exactlyonce.operator.snapshot.format.StateLocation.Inline;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds every transaction that a checkpoint or savepoint holds pending. */
public final class SnapshotReader {
    /** The file that makes a directory a complete snapshot: Flink writes it last. */
    public static final String METADATA = "_metadata";

    private final StoragePath root;
    private final SnapshotFiles files;

    /**
     * @param root what every file of a snapshot has to lie under
     */
    public SnapshotReader(StoragePath root, SnapshotFiles files) {
        this.root = root;
        this.files = files;
    }

    /**
     * Reads a snapshot to its end, or says why not. Throws only what {@link SnapshotFiles} throws.
     *
     * @param path of its directory or of its metadata, as Flink takes either
     */
    public SnapshotContent read(String path) {
        Optional<StoragePath> directory = directory(root, path);
        if (directory.isEmpty()) {
            return new SnapshotContent.Unreadable(
                    "The snapshot is not known to lie below "
                            + root
                            + ", the only place this policy allows to read. Use a path below it");
        }
        try {
            return read(directory.get());
        } catch (FormatException e) {
            return new SnapshotContent.Unreadable("The snapshot cannot be read: " + e.reason());
        }
    }

    /**
     * Where the metadata of a snapshot lie; empty if that is not known to be below the root.
     *
     * @param path of its directory or of its metadata
     */
    public static Optional<StoragePath> metadata(StoragePath root, String path) {
        return directory(root, path).map(directory -> directory.resolve(METADATA));
    }

    private static Optional<StoragePath> directory(StoragePath root, String path) {
        return StoragePath.of(path).map(SnapshotReader::directory).filter(root::contains);
    }

    private static StoragePath directory(StoragePath path) {
        List<String> segments = path.segments();
        int last = segments.size() - 1;
        return last >= 0 && segments.get(last).equals(METADATA)
                ? new StoragePath(path.scheme(), path.authority(), segments.subList(0, last))
                : path;
    }

    private SnapshotContent read(StoragePath directory) {
        Optional<List<CommitterState>> committers =
                files.read(
                        directory.resolve(METADATA),
                        new Range(0, Limits.METADATA_BYTES + 1),
                        source -> Metadata.read(source, root, directory));
        if (committers.isEmpty()) {
            return new SnapshotContent.Missing();
        }
        Set<Committable> pending = new LinkedHashSet<>();
        long budget = Limits.ALL_STATE_BYTES;
        for (CommitterState committer : committers.get()) {
            byte[] state = state(committer.location());
            budget -= state.length;
            if (budget < 0) {
                throw new FormatException(
                        "the states of its committers are larger than "
                                + Limits.ALL_STATE_BYTES
                                + " bytes, the most that is read");
            }
            for (byte[] element : Elements.read(state, committer.offsets())) {
                pending.addAll(Committer.pending(element));
            }
            if (pending.size() > Limits.COMMITTABLES) {
                throw new FormatException(
                        "it has more than " + Limits.COMMITTABLES + " pending transactions");
            }
        }
        return new SnapshotContent.Pending(List.copyOf(pending));
    }

    private byte[] state(StateLocation location) {
        if (location instanceof Inline inline) {
            return inline.bytes();
        }
        if (location instanceof InFile file) {
            if (file.size() > Limits.STATE_BYTES) {
                throw new FormatException(
                        "the state of a committer is larger than "
                                + Limits.STATE_BYTES
                                + " bytes, the most that is read");
            }
            int size = (int) file.size();
            if (size == 0) {
                return new byte[0];
            }
            return files.read(
                            file.path(),
                            new Range(file.start(), size),
                            source -> ByteReader.of(source, size).bytes(size, size))
                    .orElseThrow(
                            () ->
                                    new FormatException(
                                            "the file with the state of a committer is gone"));
        }
        throw new FormatException("a committer has entries, but no state to find them in");
    }
}
