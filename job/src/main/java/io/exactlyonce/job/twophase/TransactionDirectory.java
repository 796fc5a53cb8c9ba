package io.exactlyonce.job.twophase;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The effects: every touch of the file system is here, and decides nothing. */
final class TransactionDirectory {
    private final Path path;

    /**
     * @throws IOException if the directory is not there. It is not created: a missing mount would
     *     else turn into a local directory that takes the records and shows them to nobody.
     */
    TransactionDirectory(Path path) throws IOException {
        this.path = path;
        requirePresent();
    }

    /** Opens the hidden file of a new transaction. Never reuses a file. */
    OpenTransaction begin(TransactionName name) throws IOException {
        Path file = path.resolve(name.hidden());
        return new OpenTransaction(
                name,
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** The transactions whose hidden file is there, of every sink and run. */
    List<TransactionName> hidden() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> TransactionName.parseHidden(file.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /** Deletes the hidden file; no effect if it is gone. */
    void abort(TransactionName name) throws IOException {
        Files.deleteIfExists(path.resolve(name.hidden()));
    }

    /**
     * Looks at both files of a committable.
     *
     * @throws IOException if the directory itself is not there: that is an outage, not a loss
     */
    CommitVerdict examine(FileCommittable committable) throws IOException {
        requirePresent();
        return CommitVerdict.of(
                committable.bytes(),
                length(committable.transaction().hidden()),
                length(committable.transaction().visible()));
    }

    /** The commit point: from this rename on readers see the whole file, before it nothing. */
    void publish(TransactionName name) throws IOException {
        Files.move(
                path.resolve(name.hidden()),
                path.resolve(name.visible()),
                StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Forces the directory's entries to disk: a rename that is not forced can be undone by a power
     * failure after the checkpoint that counts it as committed.
     */
    void force() throws IOException {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private long length(String fileName) throws IOException {
        try {
            return Files.size(path.resolve(fileName));
        } catch (NoSuchFileException e) {
            return CommitVerdict.ABSENT;
        }
    }

    private void requirePresent() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException(
                    "Directory "
                            + path
                            + " of the file sink is not there: it may be a missing mount, and"
                            + " records written elsewhere would reach no reader. Mount or create it"
                            + " on every TaskManager.");
        }
    }
}
