package io.exactlyonce.helm;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The plain manifests that the chart renders. Whoever reads them asks here where they lie, so that
 * they are written before, if that is asked for: one run writes everything.
 */
final class BaseFiles {
    static final Path FOLDER = Path.of("../k8s/base");

    private static final String DEFINITIONS = "crds/";
    private static final String HEADER =
            "# Rendered from helm/exactly-once-operator with its default values; do not edit.\n";

    static {
        if (Generated.isAskedFor()) {
            hold();
        }
    }

    private BaseFiles() {}

    /** Holds that each is what the chart renders; the definitions are not, they come from there. */
    static void hold() {
        contents()
                .forEach(
                        (file, content) ->
                                Generated.hold(
                                        KustomizeBaseTest.class, FOLDER.resolve(file), content));
    }

    private static Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        Chart.render("")
                .templates()
                .forEach(
                        (template, documents) -> {
                            if (!template.startsWith(DEFINITIONS)
                                    && !template.startsWith("tests/")) {
                                contents.put(template, plain(HEADER, documents));
                            }
                        });
        return contents;
    }

    /** Documents of a template as one file, with nothing that only Helm knows of. */
    static String plain(String header, List<String> documents) {
        return documents.stream()
                .flatMap(String::lines)
                .filter(line -> !line.strip().startsWith("helm.sh/chart:"))
                .filter(line -> !line.strip().equals("app.kubernetes.io/managed-by: Helm"))
                .collect(Collectors.joining("\n", header, "\n"))
                .replace("\napiVersion:", "\n---\napiVersion:")
                .replaceAll("(\n(?:#[^\n]*\n)+)---\n", "\n---$1")
                .replaceFirst("\n---\n", "\n");
    }
}
