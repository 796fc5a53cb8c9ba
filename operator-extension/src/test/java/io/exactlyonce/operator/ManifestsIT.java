package io.exactlyonce.operator;

import static io.exactlyonce.operator.LiveDeployments.annotation;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.apiserver.Kubectl;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestApiServer;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.apiserver.UpstreamCrd;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Manifests as people write them, good and bad and hostile, applied with kubectl to a real server:
 * the folders {@code valid} and {@code invalid} of {@code src/test/resources/manifests}.
 */
@RequiresApiServer(UpstreamCrd.V1_15_LIKE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class ManifestsIT {
    private static final Pattern CODE = Pattern.compile("(?m)^EO[0-9]{4}\\b");
    private static final int LONGEST_ANSWER = 20_000;

    private final LiveDeployments deployments;
    private LiveOperator operator;

    ManifestsIT(TestNamespace namespace) {
        deployments = new LiveDeployments(namespace, UpstreamCrd.V1_15_LIKE);
    }

    @BeforeAll
    void start(TestApiServer server, @TempDir Path folder) throws IOException {
        server.install(sessionJobs());
        TestNamespace elsewhere = server.newNamespace("elsewhere");
        operator = LiveOperator.start(deployments.namespace(), folder);
        ManifestFile.all("policies").forEach(file -> give(deployments.namespace(), file.tried()));
        ManifestFile.all("elsewhere").forEach(file -> give(elsewhere, file.tried()));
    }

    /** Upstream's, as released with its API. */
    private static String sessionJobs() throws IOException {
        String file = "/META-INF/fabric8/flinksessionjobs.flink.apache.org-v1.yml";
        try (InputStream crd = ManifestsIT.class.getResourceAsStream(file)) {
            return new String(crd.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    static List<ManifestFile> valid() {
        return ManifestFile.all("valid");
    }

    static List<ManifestFile> invalid() {
        return ManifestFile.all("invalid");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void validIsCompletedAndNothingOfTheUsersChanges(ManifestFile file) {
        given(file);

        Kubectl.Result applied = deployments.tryApply(file.tried());

        applied.success();
        for (String warning : file.header("warns")) {
            assertThat(applied.stderr()).contains("Warning: " + warning + " is accepted");
        }
        JsonNode tried = ManifestFile.tree(file.tried());
        JsonNode stored = deployments.get(name(tried));
        if (file.says("passes: untouched")) {
            assertThat(stored.toString()).doesNotContain("exactlyonce.io/", "exactly-once.");
            return;
        }
        revision(file, stored);
        additions(file, stored);
        ObjectNode spec = tried.get("spec").deepCopy();
        for (String key : file.header("replaces")) {
            ((ObjectNode) spec.get("flinkConfiguration")).remove(key);
        }
        assertContains("spec", stored.get("spec"), spec);
        String again = file.says("again: patched") ? "configured" : "unchanged";
        assertThat(deployments.apply(file.tried())).contains(again);
        assertThat(withoutVersion(deployments.get(name(tried)))).isEqualTo(withoutVersion(stored));
    }

    /** Marks written by hand are taken off again: nothing else changes, but the server counts. */
    private static JsonNode withoutVersion(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        ((ObjectNode) copy.get("metadata")).remove(List.of("resourceVersion", "managedFields"));
        return copy;
    }

    private void revision(ManifestFile file, JsonNode stored) {
        String expected = file.header("revision").stream().findFirst().orElse("1");
        assertThat(annotation(stored, "revision")).isEqualTo(expected);
        assertThat(LiveDeployments.configuration(stored, LiveDeployments.PREFIX))
                .contains("." + deployments.namespace().name() + "." + name(stored) + ".")
                .contains("." + annotation(stored, "incarnation") + ".")
                .endsWith(".r%06d.".formatted(Integer.parseInt(expected)));
    }

    private static void additions(ManifestFile file, JsonNode stored) {
        List<String> injected = annotation(stored, "injected").lines().toList();
        assertThat(injected).containsAll(file.header("adds"));
        for (String key : file.header("leaves")) {
            assertThat(injected).noneMatch(line -> line.startsWith(key + ": "));
        }
    }

    /** Everything the user wrote stands where it was written; more may stand beside it. */
    private static void assertContains(String path, JsonNode stored, JsonNode written) {
        if (written.isObject() && stored.isObject()) {
            for (Map.Entry<String, JsonNode> field : written.properties()) {
                assertContains(
                        path + "." + field.getKey(), stored.path(field.getKey()), field.getValue());
            }
            return;
        }
        assertThat(stored).as(path).isEqualTo(written);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void invalidIsRefusedForEveryReasonAndNothingIsStored(ManifestFile file) {
        given(file);
        String before = stored(file);

        Kubectl.Result refused =
                file.says("create")
                        ? deployments.kubectl().runWithInput(file.tried(), "create", "-f-")
                        : deployments.tryApply(file.tried());

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.stderr())
                .contains(file.header("refused"))
                .hasSizeLessThan(LONGEST_ANSWER)
                .doesNotContain("\u001b");
        assertThat(codes(refused.stderr()))
                .containsExactlyElementsOf(codes(String.join("\n", file.header("refused"))));
        assertThat(stored(file)).isEqualTo(before);
    }

    private static TreeSet<String> codes(String text) {
        TreeSet<String> codes = new TreeSet<>();
        CODE.matcher(text).results().map(MatchResult::group).forEach(codes::add);
        return codes;
    }

    /** The objects that a file could have written: the one of its name, or those of its stem. */
    private String stored(ManifestFile file) {
        JsonNode tried = ManifestFile.tree(file.tried());
        var all = resources(deployments.namespace(), tried);
        var candidates = name(tried).isEmpty() ? all : all.withField("metadata.name", name(tried));
        String stem = tried.at("/metadata/generateName").asText();
        return candidates.list().getItems().stream()
                .filter(item -> item.getMetadata().getName().startsWith(stem))
                .map(Serialization::asJson)
                .collect(Collectors.joining("\n"));
    }

    private static NonNamespaceOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            resources(TestNamespace namespace, JsonNode object) {
        return namespace
                .client()
                .genericKubernetesResources(
                        object.get("apiVersion").asText(), object.get("kind").asText())
                .inNamespace(namespace.name());
    }

    private void given(ManifestFile file) {
        file.given().forEach(document -> give(deployments.namespace(), document));
        for (String moment : file.header("upstream")) {
            UpstreamStatus status = UpstreamStatus.valueOf(moment.toUpperCase(Locale.ROOT));
            deployments.upstream(name(ManifestFile.tree(file.tried())), status);
        }
    }

    /** kubectl writes no status: what of it a document has is written as its controller would. */
    private static void give(TestNamespace namespace, String document) {
        namespace.kubectl().runWithInput(document, "apply", "-f-").success();
        JsonNode object = ManifestFile.tree(document);
        if (object.has("status")) {
            ObjectNode patch = object.deepCopy();
            patch.retain("status");
            resources(namespace, object)
                    .withName(name(object))
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
        }
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
