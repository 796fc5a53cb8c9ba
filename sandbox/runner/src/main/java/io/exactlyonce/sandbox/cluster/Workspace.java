package io.exactlyonce.sandbox.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The one folder of a run, under the system's folder for temporary files.
 *
 * @param root holds the others
 * @param logs one file per process; stays after the run
 * @param data what the processes store; removed at the end
 */
public record Workspace(Path root, Path logs, Path data) {

    /** Creates a new folder. */
    public static Workspace create() {
        try {
            Path root = Files.createTempDirectory("exactly-once-sandbox-");
            return new Workspace(
                    root,
                    Files.createDirectory(root.resolve("logs")),
                    Files.createDirectory(root.resolve("data")));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder for this run", e);
        }
    }

    /** A folder below {@link #data}, created when absent. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(data.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder in " + data, e);
        }
    }

    /** Removes the data, keeps the logs. Call it when no process writes any more. */
    public void removeData() {
        try {
            Files.walkFileTree(data, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + data, e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(
                Path folder, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
