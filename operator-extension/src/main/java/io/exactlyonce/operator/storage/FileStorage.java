package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.format.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A directory that every pod mounts. Below the root no link is followed, by opening one directory
 * after the other: a link that is put there later leads nowhere either.
 */
final class FileStorage implements Storage {
    private static final Set<OpenOption> READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final StoragePath root;
    private final BooleanSupplier late;

    private FileStorage(StoragePath root, BooleanSupplier late) {
        this.root = root;
        this.late = late;
    }

    /**
     * Opens a root.
     *
     * @throws StorageException if it is no directory here: then nobody knows what lies in it
     */
    static FileStorage at(StoragePath root, BooleanSupplier late) {
        if (!Files.isDirectory(local(root))) {
            throw new StorageException(
                    root
                            + " is no directory in the operator's own pod, so it cannot read what"
                            + " jobs write there. Mount the same volume at the same path");
        }
        return new FileStorage(root, late);
    }

    private static Path local(StoragePath path) {
        return Path.of("/", path.segments().toArray(String[]::new));
    }

    @Override
    public <T> Optional<T> read(StoragePath path, Range range, Function<ByteSource, T> reader) {
        return at(path, directory -> bytes(directory, name(path), range, reader));
    }

    private <T> Optional<T> bytes(
            SecureDirectoryStream<Path> directory,
            Path name,
            Range range,
            Function<ByteSource, T> reader)
            throws IOException {
        if (!attributes(directory, name).isRegularFile()) {
            throw notPlain();
        }
        try (SeekableByteChannel channel = directory.newByteChannel(name, READ);
                InputStream stream = Channels.newInputStream(channel.position(range.start()))) {
            return Optional.of(reader.apply(new StreamSource(stream, range.most(), late)));
        }
    }

    @Override
    public List<String> checkpoints(StoragePath directory) {
        return at(
                        directory.resolve("any"),
                        open -> {
                            List<String> names = new ArrayList<>();
                            for (Path entry : open) {
                                CheckpointName.add(entry.getFileName().toString(), names);
                            }
                            return Optional.of(names);
                        })
                .orElse(List.of());
    }

    @Override
    public Optional<Instant> written(StoragePath file) {
        return at(
                file,
                directory -> {
                    BasicFileAttributes attributes = attributes(directory, name(file));
                    if (!attributes.isRegularFile()) {
                        throw notPlain();
                    }
                    return Optional.of(attributes.lastModifiedTime().toInstant());
                });
    }

    /** Something that is done in a directory. */
    @FunctionalInterface
    private interface Action<T> {
        Optional<T> in(SecureDirectoryStream<Path> directory) throws IOException;
    }

    private <T> Optional<T> at(StoragePath file, Action<T> action) {
        List<String> segments = file.segments();
        try (DirectoryStream<Path> start = Files.newDirectoryStream(local(root))) {
            if (!(start instanceof SecureDirectoryStream<Path> secure)) {
                throw new StorageException(
                        "The operator's file system cannot be read without following links. Use an"
                                + " object store");
            }
            return descend(
                    secure, segments.subList(root.segments().size(), segments.size() - 1), action);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw e instanceof NotDirectoryException
                    ? notPlain()
                    : new StorageException(
                            "The operator may not read a file below "
                                    + root
                                    + ", or it is a link. Let its user read what jobs write there",
                            e);
        }
    }

    private static <T> Optional<T> descend(
            SecureDirectoryStream<Path> from, List<String> segments, Action<T> action)
            throws IOException {
        if (segments.isEmpty()) {
            return action.in(from);
        }
        try (SecureDirectoryStream<Path> next =
                from.newDirectoryStream(Path.of(segments.get(0)), LinkOption.NOFOLLOW_LINKS)) {
            return descend(next, segments.subList(1, segments.size()), action);
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static Path name(StoragePath path) {
        return Path.of(path.segments().get(path.segments().size() - 1));
    }

    private StorageException notPlain() {
        return new StorageException(
                "Below "
                        + root
                        + " stands a link or something else where a plain file or directory is"
                        + " expected, and it could lead anywhere. Remove it");
    }

    @Override
    public void close() {
        // Nothing stays open between two calls.
    }
}
