package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.Committable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A snapshot of a real job, and what Flink found pending in it.
 *
 * @param folder below the resources
 */
public record RecordedSnapshot(Path folder) {
    private static final Path RESOURCES = Path.of("src/test/resources/snapshots");

    private static final byte[] NONE = {};

    /** Where they were when they were recorded. */
    public static final StoragePath ROOT = StoragePath.of("file:///checkpoints").orElseThrow();

    /** Every one there is, of each version of Flink. */
    public static List<RecordedSnapshot> all() {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.endsWith("expected.txt"))
                    .map(file -> new RecordedSnapshot(file.getParent()))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of a name, such as {@code flink-2.2.1/aligned}. */
    public static RecordedSnapshot of(String name) {
        return new RecordedSnapshot(RESOURCES.resolve(name));
    }

    /** Path of the snapshot below its folder, such as {@code <job id>/chk-3}. */
    public String below() {
        return lines("path.txt").get(0);
    }

    /** As Flink names it. */
    public String path() {
        return ROOT + "/" + this + "/" + below();
    }

    public Path metadata() {
        return folder.resolve(below()).resolve("_metadata");
    }

    /** What Flink would commit if it restored it. */
    public List<Committable> expected() {
        return lines("expected.txt").stream()
                .map(line -> line.split(" "))
                .map(
                        parts ->
                                new Committable(
                                        parts[0],
                                        Long.parseLong(parts[1]),
                                        Integer.parseInt(parts[2])))
                .toList();
    }

    /** Its files, some of them with other bytes than recorded. */
    SnapshotFiles files(Map<Path, byte[]> others) {
        return new SnapshotFiles() {
            @Override
            public <T> Optional<T> read(
                    StoragePath path, Range range, Function<ByteSource, T> reader) {
                Path file = local(path);
                if (others.containsKey(file)) {
                    return Optional.of(
                            reader.apply(Bytes.source(others.getOrDefault(file, NONE), range)));
                }
                return Files.exists(file)
                        ? Optional.of(reader.apply(Bytes.source(bytes(file), range)))
                        : Optional.empty();
            }
        };
    }

    static byte[] bytes(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path local(StoragePath path) {
        List<String> segments =
                path.segments().subList(ROOT.segments().size(), path.segments().size());
        return RESOURCES.resolve(String.join("/", segments));
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return RESOURCES.relativize(folder).toString();
    }
}
