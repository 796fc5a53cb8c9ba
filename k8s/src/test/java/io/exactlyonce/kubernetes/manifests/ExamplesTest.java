package io.exactlyonce.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples as a user takes them: each admitted, none with a secret in it, none left out. */
class ExamplesTest {
    private static final Path FOLDER = Path.of("examples");
    private static final Path REFUSED = Path.of("src/test/resources/refused");
    private static final String KUSTOMIZATION = "kustomization.yaml";

    static List<Path> examples() throws IOException {
        return files(FOLDER).filter(file -> !file.endsWith(KUSTOMIZATION)).toList();
    }

    static List<Path> deployments() throws IOException {
        return examples().stream()
                .filter(file -> !file.getFileName().toString().startsWith("policy"))
                .toList();
    }

    static List<Path> wrongs() throws IOException {
        return files(REFUSED).toList();
    }

    @Test
    void allOfThemAreAdmittedTogether() {
        Verify.Result result = Verify.of("-f", FOLDER.toString());

        assertThat(result.output()).contains("FlinkDeployments: 6 OK, 0 refused; policies: 2 OK");
        assertThat(result.exitCode()).isZero();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachIsAdmittedUnderItsPolicy(Path file) {
        Verify.Result result =
                file.getFileName().toString().startsWith("policy")
                        ? Verify.of("-f", file.toString())
                        : Verify.of("-f", file.toString(), "--policy", policy(file));

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void totalsWithOneWrongValueIsRefusedByItsCode(Path change, @TempDir Path folder)
            throws IOException {
        ObjectNode totals = (ObjectNode) Documents.only(FOLDER.resolve("totals.yaml"));
        merge(totals, Documents.only(change));
        Path file = Files.writeString(folder.resolve("totals.yaml"), Documents.text(totals));

        Verify.Result result =
                Verify.of("-f", file.toString(), "--policy", FOLDER + "/policy.yaml");

        String code = change.getFileName().toString().substring(0, "EO0000".length());
        assertThat(result.output()).contains(code);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void theKustomizationNamesEveryFile() {
        Set<String> named = new TreeSet<>();
        Documents.only(FOLDER.resolve(KUSTOMIZATION))
                .get("resources")
                .forEach(resource -> named.add(resource.asText()));

        assertThat(files(FOLDER).map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(named.stream(), Stream.of(KUSTOMIZATION)).toList());
    }

    @Test
    void theRescaleChangesTheParallelismOfTotalsAlone() {
        JsonNode component = Documents.only(FOLDER.resolve("rescale").resolve(KUSTOMIZATION));
        JsonNode totals = Documents.only(FOLDER.resolve("totals.yaml"));
        JsonNode patch = component.at("/patches/0");
        assertThat(patch.at("/target/kind")).isEqualTo(totals.get("kind"));
        assertThat(patch.at("/target/name")).isEqualTo(totals.at("/metadata/name"));

        JsonNode rescaled = JsonPatch.apply(Documents.list(patch.get("patch").asText()), totals);

        ObjectNode expected = totals.deepCopy();
        expected.withObject("/spec/job").put("parallelism", 4);
        assertThat(rescaled).isEqualTo(expected).isNotEqualTo(totals);
    }

    /** Kubernetes itself reserves 0.85 of two CPUs, minikube's default; this operator 0.1. */
    @ParameterizedTest
    @MethodSource("deployments")
    void oneDeploymentFitsBesideKubernetesOnTwoProcessors(Path file) {
        JsonNode spec = Documents.only(file).get("spec");
        JsonNode configuration = spec.get("flinkConfiguration");
        int slots = configuration.path("taskmanager.numberOfTaskSlots").asInt(1);
        int taskManagers = (spec.at("/job/parallelism").asInt() + slots - 1) / slots;

        assertThat(
                        spec.at("/jobManager/resource/cpu").asDouble()
                                + taskManagers * spec.at("/taskManager/resource/cpu").asDouble())
                .isLessThanOrEqualTo(1);
    }

    /** Flink's default factor is 1; one that is throttled misses heartbeats, 15 s as injected. */
    @ParameterizedTest
    @MethodSource("deployments")
    void aPodMayUseAWholeProcessor(Path file) {
        JsonNode spec = Documents.only(file).get("spec");
        JsonNode configuration = spec.get("flinkConfiguration");

        for (String kind : List.of("jobManager", "taskManager")) {
            String factor = "kubernetes." + kind.toLowerCase(Locale.ROOT) + ".cpu.limit-factor";
            double reserved = spec.at("/" + kind + "/resource/cpu").asDouble();
            assertThat(reserved * configuration.path(factor).asDouble(1))
                    .as(factor)
                    .isGreaterThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void noSecretStandsInAFile(Path file) throws IOException {
        String uncommented = Files.readString(file).replaceAll("(?m)^ *#.*$", "");

        assertThat(uncommented)
                .doesNotContainPattern(
                        "(?i)(password|secret.?key|access.?key|token|jaas[^:]*)\"?: *\\S")
                .doesNotContain("kind: Secret");
    }

    @Test
    void classesOfOwnJarsAreThoseOfTheExampleProjects() {
        for (String name : List.of("own-jar", "own-jar-flink-1.20")) {
            JsonNode deployment = Documents.only(FOLDER.resolve(name + ".yaml"));
            String version =
                    deployment.at("/spec/flinkVersion").asText().replace("v", "").replace("_", ".");
            Path source =
                    Path.of(
                            "../examples/flink-" + version + "/src/main/java",
                            deployment.at("/spec/job/entryClass").asText().replace('.', '/')
                                    + ".java");

            assertThat(source).exists();
        }
    }

    @Test
    void theReadmeNamesEveryFileAndItsVerifyLineIsTrue() throws IOException {
        String readme = Files.readString(FOLDER.resolve("README.md"));

        assertThat(examples())
                .allSatisfy(file -> assertThat(readme).contains("(" + file.getFileName() + ")"));
        assertThat(readme).contains("verify -f k8s/examples\n");
    }

    private static String policy(Path deployment) {
        String name =
                Documents.only(deployment)
                        .at("/metadata/labels")
                        .path("exactlyonce.io/policy")
                        .asText();
        return FOLDER + (name.equals("secured") ? "/policy-sasl.yaml" : "/policy.yaml");
    }

    private static void merge(ObjectNode into, JsonNode change) {
        change.properties()
                .forEach(
                        field -> {
                            if (field.getValue().isObject()) {
                                merge(into.withObject("/" + field.getKey()), field.getValue());
                            } else {
                                into.set(field.getKey(), field.getValue());
                            }
                        });
    }

    private static Stream<Path> files(Path folder) {
        return Documents.files(folder).stream().filter(file -> file.toString().endsWith(".yaml"));
    }
}
