package io.exactlyonce.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Values that somebody would install with, and what they render to.
 *
 * @param folder with {@code values.yaml}, whose first line may name a version ({@code # Kubernetes
 *     1.29.0}), and {@code manifests.yaml}
 */
record ValueSet(Path folder) {
    private static final Path ALL = Path.of("src/test/resources/golden");
    private static final Pattern VERSION = Pattern.compile("(?m)^# Kubernetes ([0-9.]+)");

    static List<ValueSet> all() {
        try (Stream<Path> folders = Files.list(ALL)) {
            return folders.sorted().map(ValueSet::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ValueSet named(String name) {
        return new ValueSet(ALL.resolve(name));
    }

    String values() {
        try {
            return Files.readString(folder.resolve("values.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the definitions, which are as they are in each. */
    Rendered render() {
        return Chart.render(values() + "\ncrds: {enabled: false, keep: true}\n", kubernetes());
    }

    /** What {@code helm test} makes. */
    Rendered hooks() {
        return Chart.hooks(values(), kubernetes());
    }

    private String kubernetes() {
        Matcher version = VERSION.matcher(values());
        return version.find() ? version.group(1) : Chart.KUBERNETES;
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
