package io.exactlyonce.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.apiserver.Kubectl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that {@code kubectl apply -k} takes, built by the kustomize that kubectl carries.
 *
 * @param folder below {@code k8s}
 */
record Kustomization(String folder) {
    private static final Path ALL = Path.of("../k8s");

    /** What kustomizations of the operator are made of; there is more beside them. */
    private static final List<String> PARTS = List.of("base", "monitoring", "overlays");

    private static final String FILE = "kustomization.yaml";

    /** kubectl up to 1.20 carries kustomize 2.0.3, which calls some fields by earlier names. */
    private static final int EARLIER_NAMES = 20;

    /**
     * What would be applied.
     *
     * @param copy empty, to build in
     */
    List<Manifest> build(Kubectl kubectl, Path copy) throws IOException {
        boolean earlier = minor(kubectl) <= EARLIER_NAMES;
        for (String part : PARTS) {
            copy(part, copy, earlier);
        }
        Set<String> deleted = earlier ? deletions() : Set.of();
        return Manifest.all(kubectl.run("kustomize", copy.resolve(folder).toString()).success())
                .stream()
                .filter(object -> !deleted.contains(object.id()))
                .toList();
    }

    private static void copy(String part, Path copy, boolean earlier) throws IOException {
        try (Stream<Path> files = Files.walk(ALL.resolve(part))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(ALL.relativize(file).toString());
                Files.createDirectories(target.getParent());
                String text = Files.readString(file);
                Files.writeString(
                        target,
                        earlier && file.endsWith(FILE) ? earlier(Manifest.all(text).get(0)) : text);
            }
        }
    }

    /**
     * Kustomize 2.0.3 leaves {} of an object that a patch deletes, and empties references to all of
     * its name: there the test deletes.
     */
    private Set<String> deletions() throws IOException {
        Set<String> ids = new HashSet<>();
        Path own = ALL.resolve(folder);
        for (JsonNode patch :
                Manifest.all(Files.readString(own.resolve(FILE))).get(0).json().path("patches")) {
            if (!patch.has("target")) {
                Path file = own.resolve(patch.get("path").asText());
                Manifest target = Manifest.all(Files.readString(file)).get(0);
                if (target.json().path("$patch").asText().equals("delete")) {
                    ids.add(target.id());
                }
            }
        }
        return ids;
    }

    private static int minor(Kubectl kubectl) {
        String version = kubectl.run("version", "--client", "-o=json").success();
        String minor = Manifest.all(version).get(0).json().at("/clientVersion/minor").asText();
        return Integer.parseInt(minor.replaceAll("\\D.*", ""));
    }

    /** The same with a folder among the resources as a base, and patches by their kind. */
    private static String earlier(Manifest kustomization) {
        ObjectNode json = kustomization.json();
        ArrayNode bases = json.arrayNode();
        ArrayNode resources = json.arrayNode();
        json.path("resources")
                .forEach(it -> (it.asText().endsWith(".yaml") ? resources : bases).add(it));
        ArrayNode patches = json.arrayNode();
        for (JsonNode patch : json.path("patches")) {
            if (patch.has("target")) {
                patches.add(patch);
            }
        }
        json.remove(List.of("resources", "patches"));
        setUnlessEmpty(json, "bases", bases);
        setUnlessEmpty(json, "resources", resources);
        setUnlessEmpty(json, "patchesJson6902", patches);
        return kustomization.toString();
    }

    private static void setUnlessEmpty(ObjectNode json, String field, ArrayNode values) {
        if (!values.isEmpty()) {
            json.set(field, values);
        }
    }

    @Override
    public String toString() {
        return "k8s/" + folder;
    }
}
