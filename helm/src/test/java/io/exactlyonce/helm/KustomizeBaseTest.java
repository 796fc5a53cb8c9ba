package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The plain manifests are what the chart renders by default; the definitions come from them. */
class KustomizeBaseTest {
    private static final Path BASE = BaseFiles.FOLDER;

    @Test
    void everyFileOfTheBaseIsWhatTheChartRenders() {
        BaseFiles.hold();
    }

    /** Else a run that regenerates would compare with what the run before had written. */
    @Test
    void theBaseIsReadOnlyThroughWhoWritesIt() throws IOException {
        Set<String> readers = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                if (Files.readString(source).contains("k8s/" + "base\")")) {
                    readers.add(source.getFileName().toString());
                }
            }
        }

        assertThat(readers).containsExactly("BaseFiles.java");
    }

    @Test
    void theBaseHasTheObjectsOfTheChartAndItsNamespace() throws IOException {
        Map<String, Manifest> chart =
                Chart.render("").objects().stream()
                        .map(Manifest::withoutHelm)
                        .collect(Collectors.toMap(Manifest::id, manifest -> manifest));
        Map<String, Manifest> base = new TreeMap<>();
        for (String resource : resources()) {
            for (Manifest manifest : Manifest.all(Files.readString(BASE.resolve(resource)))) {
                assertThat(base.put(manifest.id(), manifest)).as("twice: %s", manifest).isNull();
            }
        }
        Manifest namespace = base.remove("v1/Namespace /exactly-once-system");

        assertThat(namespace).isNotNull();
        assertThat(base).containsExactlyInAnyOrderEntriesOf(chart);
    }

    @Test
    void theBaseListsEveryFileAndChangesNone() throws IOException {
        Manifest kustomization = kustomization();
        Set<String> files;
        try (Stream<Path> all = Files.walk(BASE)) {
            files =
                    all.filter(Files::isRegularFile)
                            .map(file -> BASE.relativize(file).toString())
                            .filter(file -> !file.equals("kustomization.yaml"))
                            .collect(Collectors.toSet());
        }

        assertThat(kustomization.json().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("apiVersion", "kind", "resources");
        assertThat(resources()).containsExactlyInAnyOrderElementsOf(files);
    }

    private static List<String> resources() throws IOException {
        return kustomization()
                .json()
                .get("resources")
                .valueStream()
                .map(resource -> resource.asText())
                .toList();
    }

    private static Manifest kustomization() throws IOException {
        return Manifest.all(Files.readString(BASE.resolve("kustomization.yaml"))).get(0);
    }

    @Test
    void theChartCarriesDefinitionsAlertsAndDashboard() throws IOException {
        Map<Path, String> copies = ChartFiles.copies();

        copies.forEach((file, content) -> Generated.hold(KustomizeBaseTest.class, file, content));
        for (String folder : List.of("templates/crds", "files")) {
            try (Stream<Path> files = Files.list(Chart.FOLDER.resolve(folder))) {
                assertThat(files).isSubsetOf(copies.keySet());
            }
        }
    }
}
