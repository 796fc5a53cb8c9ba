package io.exactlyonce.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files of the chart that are copies of those in {@code k8s}, because a chart holds only its own.
 */
final class ChartFiles {
    private static final Path K8S = Path.of("../k8s");

    private ChartFiles() {}

    /** Content of each file of the chart that is a copy. */
    static Map<Path, String> copies() {
        Map<Path, String> copies = new TreeMap<>();
        try (Stream<Path> definitions = Files.list(K8S.resolve("base/crds"))) {
            for (Path definition : definitions.toList()) {
                copies.put(
                        Chart.FOLDER.resolve("templates/crds").resolve(definition.getFileName()),
                        template(Files.readString(definition)));
            }
            for (String file : List.of("alerts.yaml", "dashboard.json")) {
                copies.put(
                        Chart.FOLDER.resolve("files").resolve(file),
                        Files.readString(K8S.resolve("monitoring").resolve(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copies;
    }

    /** Before anything is rendered: what is rendered is then written elsewhere. */
    static void regenerate() {
        copies().forEach((file, content) -> Generated.hold(KustomizeBaseTest.class, file, content));
    }

    private static String template(String definition) {
        if (definition.contains("{{")) {
            throw new IllegalStateException("Helm would take it for a template: " + definition);
        }
        return "{{- if .Values.crds.enabled }}\n"
                + definition.replaceFirst(
                        "(?m)^(metadata:\\R  name: .*\\R)  annotations:\\R((?:    .*\\R)+)",
                        """
                        $1  {{- if .Values.crds.keep }}
                          annotations:
                            helm.sh/resource-policy: keep
                        $2  {{- end }}
                        """)
                + "{{- end }}\n";
    }
}
