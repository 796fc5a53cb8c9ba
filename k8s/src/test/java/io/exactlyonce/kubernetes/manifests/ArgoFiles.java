package io.exactlyonce.kubernetes.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The scripts in k8s/argocd: the one source of what stands in the ConfigMap. */
final class ArgoFiles {
    static final String DEPLOYMENT = "flink.apache.org_FlinkDeployment";
    static final String POLICY = "exactlyonce.io_ExactlyOncePolicy";
    static final String LEDGER = "exactlyonce.io_TransactionLedger";
    static final String DISCOVERY = "discovery";
    static final Path FOLDER = Path.of("argocd");

    private ArgoFiles() {}

    static ArgoScript health(String kind) {
        return script(FOLDER.resolve("health").resolve(kind + ".lua"));
    }

    static ArgoScript action(String kind, String name) {
        return script(FOLDER.resolve("actions").resolve(kind).resolve(name + ".lua"));
    }

    /** Every health script by group and kind, in order. */
    static Map<String, ArgoScript> healthScripts() {
        return scripts(FOLDER.resolve("health"));
    }

    /** Every script of the actions of a kind by name, {@link #DISCOVERY} among them, in order. */
    static Map<String, ArgoScript> actionScripts(String kind) {
        return scripts(FOLDER.resolve("actions").resolve(kind));
    }

    /** Groups and kinds that have actions, in order. */
    static List<String> kindsWithActions() {
        return list(FOLDER.resolve("actions")).stream()
                .map(folder -> folder.getFileName().toString())
                .toList();
    }

    private static Map<String, ArgoScript> scripts(Path folder) {
        Map<String, ArgoScript> scripts = new TreeMap<>();
        for (Path file : list(folder)) {
            scripts.put(file.getFileName().toString().replace(".lua", ""), script(file));
        }
        return scripts;
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArgoScript script(Path file) {
        try {
            return new ArgoScript(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
