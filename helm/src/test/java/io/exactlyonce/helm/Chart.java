package io.exactlyonce.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        Path file = write(values);
        try {
            TemplateCommand command =
                    new Helm(FOLDER)
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
