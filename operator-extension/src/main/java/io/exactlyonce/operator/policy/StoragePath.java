package io.exactlyonce.operator.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory or file of snapshot storage in its one normal form, so that "lies under" is a
 * comparison of values.
 *
 * @param scheme lower case, as written ({@code s3a} stays {@code s3a})
 * @param authority bucket or host; empty for {@code file}
 * @param segments of the path, none of them empty, {@code .} or {@code ..}
 */
public record StoragePath(String scheme, String authority, List<String> segments) {
    /** Copies the list. */
    public StoragePath {
        segments = List.copyOf(segments);
    }

    /** What reading a text as a path gave. */
    public sealed interface Reading {}

    /** A path in its normal form. */
    public record Read(StoragePath path) implements Reading {}

    /** No path that could be compared safely. */
    public record Refused(String reason, String fix) implements Reading {}

    /** Reads a URI such as {@code s3://bucket/dir}; what is ambiguous is refused. */
    public static Reading read(String uri) {
        return new Refused("not read yet", "Wait");
    }

    /** The path, empty if {@link #read} refuses it. */
    public static Optional<StoragePath> of(String uri) {
        return read(uri) instanceof Read read ? Optional.of(read.path()) : Optional.empty();
    }

    /** Whether the other path is this one or lies below it, in the same store. */
    public boolean contains(StoragePath other) {
        return false;
    }

    /** Whether a text is a path that is this one or lies below it; false if it cannot be read. */
    public boolean contains(String uri) {
        return of(uri).filter(this::contains).isPresent();
    }

    /** A path below this one; names must be single plain segments. */
    public StoragePath resolve(String... names) {
        return new StoragePath(
                scheme, authority, Stream.concat(segments.stream(), Stream.of(names)).toList());
    }

    /** The URI in its normal form. */
    @Override
    public String toString() {
        return segments.stream()
                .collect(Collectors.joining("/", scheme + "://" + authority + "/", ""));
    }
}
