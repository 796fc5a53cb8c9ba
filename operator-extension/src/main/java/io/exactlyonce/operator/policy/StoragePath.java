package io.exactlyonce.operator.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory or file of snapshot storage in its one normal form, so that "lies under" is a
 * comparison of values. Readers of paths differ on {@code ..}, {@code %2e} and back slashes; a path
 * that contains them is refused, not resolved: on a mount {@code ..} follows links, in an object
 * store it is a name like any other.
 *
 * @param scheme lower case, as written ({@code s3a} stays {@code s3a})
 * @param authority bucket or host; empty for {@code file}
 * @param segments of the path, none of them empty, {@code .} or {@code ..}
 */
public record StoragePath(String scheme, String authority, List<String> segments) {
    private static final int LONGEST = 1024;
    private static final Pattern URI =
            Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(//([^/]*))?(/.*)?");
    // No percent, back slash, ?, #, *, white space, control character, nor what quotes or
    // separates.
    private static final Pattern SEGMENT = Pattern.compile("[\\p{L}\\p{N}_.,=@+~:()!-]{1,255}");
    private static final Pattern BUCKET =
            Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?");
    private static final Pattern HOST =
            Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?(:[0-9]{1,5})?");
    private static final Pattern CONTAINER =
            Pattern.compile("[a-z0-9$][a-z0-9-]*@[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?");

    /** Names of schemes and the store each one reaches. */
    private static final Map<String, String> STORES =
            Map.ofEntries(
                    Map.entry("s3", "s3"),
                    Map.entry("s3a", "s3"),
                    Map.entry("s3p", "s3"),
                    Map.entry("gs", "gs"),
                    Map.entry("oss", "oss"),
                    Map.entry("abfs", "azure"),
                    Map.entry("abfss", "azure"),
                    Map.entry("wasb", "azure"),
                    Map.entry("wasbs", "azure"),
                    Map.entry("hdfs", "hdfs"),
                    Map.entry("viewfs", "viewfs"),
                    Map.entry("file", "file"));

    private static final Set<String> BUCKET_STORES = Set.of("s3", "gs", "oss");

    /** Copies the list. */
    public StoragePath {
        segments = List.copyOf(segments);
    }

    /** What reading a text as a path gave. */
    public sealed interface Reading {}

    /**
     * A path in its normal form.
     *
     * @param path the path
     */
    public record Read(StoragePath path) implements Reading {}

    /**
     * No path that could be compared safely.
     *
     * @param reason what is wrong with it
     * @param fix what to write instead
     */
    public record Refused(String reason, String fix) implements Reading {}

    /** Whether two schemes are names of one store: {@code s3} and {@code s3a}. */
    public static boolean isOneStore(String scheme, String other) {
        String one = scheme.toLowerCase(Locale.ROOT);
        String two = other.toLowerCase(Locale.ROOT);
        return STORES.getOrDefault(one, one).equals(STORES.getOrDefault(two, two));
    }

    /** Reads a URI such as {@code s3://bucket/dir}; what is ambiguous is refused. */
    public static Reading read(String uri) {
        Matcher matcher = URI.matcher(uri);
        if (uri.length() > LONGEST || !matcher.matches()) {
            return new Refused(
                    "it is no URI with a scheme, so every process would look for it in a place of"
                            + " its own",
                    "Write a URI such as s3://bucket/flink");
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        String authority = Optional.ofNullable(matcher.group(3)).orElse("");
        if (!STORES.containsKey(scheme)) {
            return new Refused(
                    "'" + scheme + "' is no storage that outlives the pods",
                    "Use one of "
                            + STORES.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        if (!isAuthority(STORES.getOrDefault(scheme, scheme), authority)) {
            return unusable(scheme, authority);
        }
        return path(scheme, authority, Optional.ofNullable(matcher.group(4)).orElse(""));
    }

    private static Refused unusable(String scheme, String authority) {
        if (authority.isEmpty() && !scheme.equals("file")) {
            return new Refused(
                    "it names no bucket or host, so nobody can tell where it lies",
                    "Write it with two slashes, as in " + scheme + "://bucket/flink");
        }
        return new Refused(
                "after '"
                        + scheme
                        + "://' stands something else than a bucket or host alone,"
                        + " and credentials there show in every log",
                "Write the bucket or host only; credentials belong in a Secret");
    }

    private static Reading path(String scheme, String authority, String path) {
        List<String> segments =
                Stream.of(path.split("/"))
                        .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                        .toList();
        boolean plain = segments.stream().allMatch(StoragePath::isPlain);
        return plain
                ? new Read(new StoragePath(scheme, authority, segments))
                : new Refused(
                        "'..', escapes and special characters mean another directory to another"
                                + " reader, so nobody can tell where it lies",
                        "Write the plain path, with letters, digits and . _ - = + @ ~ , : ( ) ! only");
    }

    private static boolean isPlain(String segment) {
        // Dots alone: ".." and what a sloppy normalisation makes of "..." or of "....".
        return SEGMENT.matcher(segment).matches() && !segment.matches("\\.+");
    }

    private static boolean isAuthority(String store, String authority) {
        if (BUCKET_STORES.contains(store)) {
            return BUCKET.matcher(authority).matches();
        }
        return switch (store) {
            case "azure" -> CONTAINER.matcher(authority).matches();
            case "file" -> authority.isEmpty();
            default -> HOST.matcher(authority).matches();
        };
    }

    /** The path, empty if {@link #read} refuses it. */
    public static Optional<StoragePath> of(String uri) {
        return read(uri) instanceof Read read ? Optional.of(read.path()) : Optional.empty();
    }

    /** Whether the other path is this one or lies below it, in the same store. */
    public boolean contains(StoragePath other) {
        return store().equals(other.store())
                && comparableAuthority().equals(other.comparableAuthority())
                && other.segments.size() >= segments.size()
                && other.segments.subList(0, segments.size()).equals(segments);
    }

    /** Whether a text is a path that is this one or lies below it; false if it cannot be read. */
    public boolean contains(String uri) {
        return of(uri).filter(this::contains).isPresent();
    }

    /**
     * A text that starts with the one of another path exactly if that one {@link #contains} this.
     */
    public String orderKey() {
        StringBuilder key = new StringBuilder(store()).append(':').append(comparableAuthority());
        segments.forEach(segment -> key.append('/').append(segment));
        return key.append('/').toString();
    }

    /** Which store it lies in: {@code s3} for {@code s3}, {@code s3a} and {@code s3p}. */
    public String store() {
        return STORES.getOrDefault(scheme, scheme);
    }

    /** Whether it lies in a file system that is durable only if somebody says so. */
    public boolean isFile() {
        return scheme.equals("file");
    }

    /** Hosts have no case; buckets have. */
    private String comparableAuthority() {
        return BUCKET_STORES.contains(store()) ? authority : authority.toLowerCase(Locale.ROOT);
    }

    /**
     * A path below this one.
     *
     * @throws IllegalArgumentException if a name is not a single plain segment
     */
    public StoragePath resolve(String... names) {
        for (String name : names) {
            if (!isPlain(name)) {
                throw new IllegalArgumentException(
                        "'"
                                + name
                                + "' is not one plain segment of a path: it could lead out of "
                                + this
                                + ". Use letters, digits and . _ -");
            }
        }
        return new StoragePath(
                scheme, authority, Stream.concat(segments.stream(), Stream.of(names)).toList());
    }

    /** The URI in its normal form, without a slash at the end unless it is the root. */
    @Override
    public String toString() {
        return scheme + "://" + authority + "/" + String.join("/", segments);
    }
}
