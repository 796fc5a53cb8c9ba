package io.exactlyonce.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/argo-cd.md and docs/flux.md show is what lies in the files, and what the tests say. */
class GitOpsPagesTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Path DOCS = REPOSITORY.resolve("docs");
    private static final Pattern YAML_BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

    @ParameterizedTest
    @CsvSource({"argo-cd.md, 2", "flux.md, 3"})
    void everyYamlBlockIsPartOfAFile(String page, int number) {
        List<String> blocks = blocks(page);
        assertThat(blocks).hasSize(number);

        assertThat(blocks)
                .allSatisfy(
                        block ->
                                assertThat(trees())
                                        .as("%s: %s", page, block)
                                        .anyMatch(tree -> holds(tree, Documents.of(block).get(0))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"argo-cd.md", "flux.md"})
    void everyLinkLeadsSomewhere(String page) {
        List<String> targets =
                LINK.matcher(Documents.text(DOCS.resolve(page))).results().toList().stream()
                        .map((MatchResult match) -> match.group(1))
                        .toList();

        assertThat(targets)
                .isNotEmpty()
                .allSatisfy(target -> assertThat(DOCS.resolve(target)).exists());
    }

    /** Argo CD deletes and rolls back what Git does not hold; these switches keep jobs alive. */
    @Test
    void applicationsNeverPruneReplaceOrForce() {
        for (JsonNode application : kinds("argocd", "Application")) {
            assertThat(application.at("/spec/syncPolicy/automated/prune").asBoolean(true))
                    .isFalse();
            assertThat(strings(application.at("/spec/syncPolicy/syncOptions")))
                    .contains("ServerSideApply=true")
                    .doesNotContain("Replace=true", "Force=true");
        }
        for (JsonNode kustomization : kinds("flux", "Kustomization")) {
            assertThat(kustomization.at("/spec/prune").asBoolean(true)).isFalse();
            assertThat(kustomization.at("/spec/force").asBoolean()).isFalse();
        }
    }

    @Test
    void theOperatorsApplicationSetsValuesThatTheChartHas() {
        JsonNode source =
                kinds("argocd", "Application").stream()
                        .map(application -> application.at("/spec/source"))
                        .filter(candidate -> candidate.has("helm"))
                        .findFirst()
                        .orElseThrow();
        Path chart = REPOSITORY.resolve(source.get("path").asText());

        JsonNode values = Documents.only(chart.resolve("values.yaml"));
        assertThat(chart.resolve("Chart.yaml")).exists();
        assertThat(leaves("", source.at("/helm/valuesObject")))
                .isNotEmpty()
                .allSatisfy(leaf -> assertThat(values.at(leaf).isMissingNode()).isFalse());
    }

    /** A Role in a namespace that is not there fails a whole sync: so the example is a comment. */
    @Test
    void theExampleOfPolicySecretsIsThatOfTheOverlayAndOfInstallation() {
        String application = Documents.text(Path.of("argocd/operator.yaml"));
        JsonNode example =
                Documents.of(
                                application
                                        .lines()
                                        .map(String::strip)
                                        .dropWhile(line -> !line.equals("# policySecrets:"))
                                        .takeWhile(line -> line.startsWith("#"))
                                        .map(line -> line.substring(2))
                                        .collect(Collectors.joining("\n")))
                        .get(0)
                        .at("/policySecrets/0");
        JsonNode role =
                Documents.in(Path.of("overlays/policy-secrets/rbac.yaml")).stream()
                        .filter(document -> document.get("kind").asText().equals("Role"))
                        .findFirst()
                        .orElseThrow();

        assertThat(role.at("/metadata/namespace")).isEqualTo(example.get("namespace"));
        assertThat(role.at("/rules/0/resourceNames")).isEqualTo(example.get("names"));
        assertThat(strings(example.get("names"))).containsAll(secretsOfTheExamples());
        assertThat(Documents.text(DOCS.resolve("install.md")))
                .contains(
                        "- {namespace: %s, names: [%s]}"
                                .formatted(
                                        example.get("namespace").asText(),
                                        String.join(", ", strings(example.get("names")))));
        assertThat(kinds("argocd", "Application").get(0).findValue("policySecrets")).isEmpty();
    }

    private static List<String> secretsOfTheExamples() {
        return Stream.of("policy.yaml", "policy-sasl.yaml")
                .map(name -> Documents.only(Path.of("examples").resolve(name)))
                .flatMap(
                        policy ->
                                Stream.of("credentialsSecret", "caSecret")
                                        .flatMap(field -> policy.findValues(field).stream()))
                .map(secret -> secret.get("name").asText())
                .distinct()
                .toList();
    }

    /** With the definitions go all policies and ledgers. */
    @Test
    void noToolPrunesTheDefinitions() {
        for (Path file : Documents.files(Path.of("base/crds"))) {
            JsonNode annotations = Documents.only(file).at("/metadata/annotations");
            assertThat(annotations.path("argocd.argoproj.io/sync-options").asText())
                    .isEqualTo("Prune=false");
            assertThat(annotations.path("kustomize.toolkit.fluxcd.io/prune").asText())
                    .isEqualTo("disabled");
        }
    }

    @Test
    void policiesComeInAnEarlierWaveThanDeployments() {
        for (Path file : Documents.files(Path.of("examples"))) {
            if (!file.toString().endsWith(".yaml")) {
                continue;
            }
            JsonNode example = Documents.only(file);
            JsonNode wave =
                    example.at("/metadata/annotations").path("argocd.argoproj.io/sync-wave");
            boolean isPolicy = example.get("kind").asText().equals("ExactlyOncePolicy");
            assertThat(wave.asInt(0)).as("%s", file).isEqualTo(isPolicy ? -1 : 0);
        }
    }

    @Test
    void theProjectAllowsWhatIsAppliedAndWhatActionsCreate() {
        Set<String> allowed = new TreeSet<>();
        kinds("argocd", "AppProject")
                .get(0)
                .at("/spec/namespaceResourceWhitelist")
                .forEach(kind -> allowed.add(kind.get("kind").asText()));
        JsonNode created =
                ArgoFiles.action(ArgoFiles.DEPLOYMENT, "savepoint")
                        .on(UpstreamTraces.at("orders", 9).object());

        assertThat(allowed)
                .containsExactlyInAnyOrder(
                        "ExactlyOncePolicy",
                        "FlinkDeployment",
                        created.at("/0/resource/kind").asText());
    }

    @Test
    void thePageNamesEveryAction() {
        String page = Documents.text(DOCS.resolve("argo-cd.md"));

        assertThat(ArgoFiles.actionScripts(ArgoFiles.DEPLOYMENT).keySet())
                .filteredOn(name -> !name.equals(ArgoFiles.DISCOVERY))
                .allSatisfy(name -> assertThat(page).containsPattern("\n\\| " + name + "\\b"));
    }

    @Test
    void theNumberOfMomentsIsThatOfThePages() {
        String number = UpstreamTraces.all().size() + " ";

        assertThat(Documents.text(DOCS.resolve("argo-cd.md"))).contains("over " + number);
        assertThat(Documents.text(DOCS.resolve("flux.md"))).contains("over " + number);
    }

    private static List<String> blocks(String page) {
        return YAML_BLOCK.matcher(Documents.text(DOCS.resolve(page))).results().toList().stream()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<JsonNode> trees() {
        return Stream.of("argocd", "flux", "examples")
                .flatMap(folder -> Documents.files(Path.of(folder)).stream())
                .filter(file -> file.toString().endsWith(".yaml") && Files.exists(file))
                .flatMap(file -> Documents.in(file).stream())
                .toList();
    }

    private static List<JsonNode> kinds(String folder, String kind) {
        List<JsonNode> found = new ArrayList<>();
        for (Path file : Documents.files(Path.of(folder))) {
            for (JsonNode document : Documents.in(file)) {
                if (document.get("kind").asText().equals(kind)) {
                    found.add(document);
                }
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    /** Whether the part stands somewhere in the tree: its fields, each as it is, at one place. */
    private static boolean holds(JsonNode tree, JsonNode part) {
        boolean here =
                part.properties().stream()
                        .allMatch(
                                (Map.Entry<String, JsonNode> field) ->
                                        isPart(tree.path(field.getKey()), field.getValue()));
        if (here) {
            return true;
        }
        for (JsonNode child : tree) {
            if (holds(child, part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPart(JsonNode whole, JsonNode part) {
        return part.isObject() ? holds(whole, part) : whole.equals(part);
    }

    private static List<String> leaves(String path, JsonNode node) {
        return node.isObject()
                ? node.properties().stream()
                        .flatMap(
                                (Map.Entry<String, JsonNode> field) ->
                                        leaves(path + "/" + field.getKey(), field.getValue())
                                                .stream())
                        .toList()
                : List.of(path);
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(item -> strings.add(item.asText()));
        return strings;
    }
}
