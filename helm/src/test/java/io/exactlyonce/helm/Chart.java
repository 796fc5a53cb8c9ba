package io.exactlyonce.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The chart as Helm renders it, without a cluster. */
final class Chart {
    static final Path FOLDER = Path.of("exactly-once-operator");

    /** The newest version of which something in the chart depends, and one more. */
    static final String KUBERNETES = "1.31.0";

    private static final String RELEASE = "exactly-once-operator";
    private static final String NAMESPACE = "exactly-once-system";

    static {
        if (Generated.isAskedFor()) {
            ChartFiles.regenerate();
        }
    }

    private Chart() {}

    /**
     * What would be applied.
     *
     * @param values content of a values file
     * @param kubernetes version of the server
     * @throws IllegalStateException with Helm's message if it refuses
     */
    static Rendered render(String values, String kubernetes) {
        return new Rendered(text(RELEASE, NAMESPACE, values, kubernetes));
    }

    /** The same for the version that the tests usually take. */
    static Rendered render(String values) {
        return render(values, KUBERNETES);
    }

    /** The same under another name, in another namespace. */
    static Rendered render(String release, String namespace, String values) {
        return render(release, namespace, values, KUBERNETES);
    }

    static Rendered render(String release, String namespace, String values, String kubernetes) {
        return new Rendered(text(release, namespace, values, kubernetes));
    }

    private static String text(String release, String namespace, String values, String kubernetes) {
        return text(FOLDER, release, namespace, values, kubernetes);
    }

    private static String text(
            Path chart, String release, String namespace, String values, String kubernetes) {
        Path file = write(values);
        try {
            TemplateCommand command =
                    new Helm(chart)
                            .template()
                            .withName(release)
                            .withNamespace(namespace)
                            .withKubeVersion(kubernetes)
                            .withValuesFile(file);
            return command.call();
        } finally {
            delete(file);
        }
    }

    /**
     * What {@code helm test} makes. It is no part of what is rendered, so a copy of the chart is,
     * in which Helm takes it for an object like others.
     */
    static Rendered hooks(String values, String kubernetes) {
        Path copy =
                copy(
                        "with-hooks",
                        (file, text) -> text.replace("helm.sh/hook:", "example.com/hook:"));
        Map<String, List<String>> all =
                new Rendered(text(copy, RELEASE, NAMESPACE, values, kubernetes)).templates();
        return new Rendered(String.join("---\n", all.get("tests/ready.yaml")));
    }

    /**
     * A copy of the chart in which something is otherwise, for what cannot be tried with the chart
     * itself.
     *
     * @param name of the copy
     * @param change gives the text of a file in the copy, from its path in the chart and its text
     */
    static Path copy(String name, BiFunction<String, String, String> change) {
        Path copy = FOLDER.resolveSibling("target").resolve(name).resolve(FOLDER.getFileName());
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = FOLDER.relativize(file).toString();
                Path target = copy.resolve(path);
                Files.createDirectories(target.getParent());
                Files.writeString(target, change.apply(path, Files.readString(file)));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is said at the end of an installation. */
    static String notes(String values) {
        Path file = write(values);
        try {
            String output =
                    new Helm(FOLDER)
                            .install()
                            .clientOnly()
                            .dryRun()
                            .withName(RELEASE)
                            .withNamespace(NAMESPACE)
                            .withKubeVersion(KUBERNETES)
                            .withValuesFile(file)
                            .debug()
                            .call()
                            .getOutput();
            return output.substring(output.indexOf("NOTES:"));
        } finally {
            delete(file);
        }
    }

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    private static Path write(String values) {
        try {
            return Files.writeString(Files.createTempFile("values", ".yaml"), values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
