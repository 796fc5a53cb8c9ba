package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A helm command as a page shows it, run by Helm's own code, the library that the chart is rendered
 * with. An option that is not known here fails.
 *
 * @param words of the command line, as a shell would give them
 */
record HelmLine(List<String> words) {
    private static final String SHOWN_CHART = "helm/exactly-once-operator";

    /** The same with more options. */
    HelmLine with(String... options) {
        return new HelmLine(Stream.concat(words.stream(), Stream.of(options)).toList());
    }

    /**
     * Runs it.
     *
     * @param chart in place of the one that the line names
     * @param work for files
     * @throws IllegalStateException with Helm's message if it fails
     */
    void run(Path chart, Path kubeconfig, Path work) throws IOException {
        List<String> named = words.get(1).equals("uninstall") ? List.of() : List.of(SHOWN_CHART);
        assertThat(words.subList(3, 3 + named.size())).isEqualTo(named);
        Iterator<String> options = words.listIterator(3 + named.size());
        switch (words.get(1)) {
            case "install" -> install(new Helm(chart).install(), options, kubeconfig, work);
            case "upgrade" -> upgrade(new Helm(chart).upgrade(), options, kubeconfig);
            case "uninstall" -> uninstall(Helm.uninstall(words.get(2)), options, kubeconfig);
            default -> throw new AssertionError(words);
        }
    }

    private void install(
            InstallCommand command, Iterator<String> options, Path kubeconfig, Path work)
            throws IOException {
        // The server of the tests has no schema of the newer fields; it takes them all the same.
        command.withName(words.get(2)).withKubeConfig(kubeconfig).disableOpenApiValidation();
        while (options.hasNext()) {
            switch (options.next()) {
                case "--namespace" -> command.withNamespace(options.next());
                case "--create-namespace" -> command.createNamespace();
                case "--set-json" -> command.withValuesFile(values(options.next(), work));
                default -> throw new AssertionError(words);
            }
        }
        command.call();
    }

    /** JSON is YAML. */
    private static Path values(String assignment, Path work) throws IOException {
        String yaml = assignment.replaceFirst("=", ": ");
        return Files.writeString(Files.createTempFile(work, "values", ".yaml"), yaml);
    }

    private void upgrade(UpgradeCommand command, Iterator<String> options, Path kubeconfig) {
        command.withName(words.get(2)).withKubeConfig(kubeconfig).disableOpenApiValidation();
        while (options.hasNext()) {
            switch (options.next()) {
                case "--namespace" -> command.withNamespace(options.next());
                case "--reset-then-reuse-values" -> command.resetThenReuseValues();
                case "--atomic" -> command.atomic();
                case "--timeout" ->
                        command.withTimeout(Integer.parseInt(options.next().replace("s", "")));
                case "--set" -> {
                    String[] assignment = options.next().split("=", 2);
                    command.set(assignment[0], assignment[1]);
                }
                default -> throw new AssertionError(words);
            }
        }
        command.call();
    }

    private void uninstall(UninstallCommand command, Iterator<String> options, Path kubeconfig) {
        command.withKubeConfig(kubeconfig);
        while (options.hasNext()) {
            switch (options.next()) {
                case "--namespace" -> command.withNamespace(options.next());
                default -> throw new AssertionError(words);
            }
        }
        command.call();
    }
}
