package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesTypesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<ValueSet> sets() {
        return ValueSet.all().stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyObjectFitsItsType(ValueSet set) {
        assertThat(set.render().objects())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(KubernetesTypes.problem(object)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void whatHelmTestMakesFitsItsType(ValueSet set) {
        assertThat(set.hooks().objects())
                .hasSize(1)
                .allSatisfy(object -> assertThat(KubernetesTypes.problem(object)).isEmpty());
    }

    @Test
    void theDefinitionsFitTheirType() {
        List<Manifest> definitions =
                Chart.render("").objects().stream()
                        .filter(object -> object.kind().equals("CustomResourceDefinition"))
                        .toList();

        assertThat(definitions)
                .hasSize(2)
                .allSatisfy(object -> assertThat(KubernetesTypes.problem(object)).isEmpty());
    }

    @Test
    void thePlainManifestsFitTheirTypes() throws IOException {
        try (Stream<Path> files = Files.list(BaseFiles.FOLDER)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                if (!file.endsWith("kustomization.yaml")) {
                    assertThat(Manifest.all(Files.readString(file)))
                            .isNotEmpty()
                            .allSatisfy(
                                    object ->
                                            assertThat(KubernetesTypes.problem(object)).isEmpty());
                }
            }
        }
    }

    /** A typo anywhere breaks the build: a field that nobody knows, or a value of another type. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Deployment                     | /spec                                 | replica                | 1",
                "Deployment                     | /spec/template/spec                   | serviceAcountName      | 'a'",
                "Deployment                     | /spec/template/spec                   | enableServiceLinks     | 'no'",
                "Deployment                     | /spec/template/spec/containers/0      | readynessProbe         | {}",
                "Deployment                     | /spec/template/spec/containers/0      | args                   | 'run'",
                "Deployment                     | /spec/template/spec/containers/0/env/0 | value                 | 9443",
                "Deployment                     | /spec/template/spec/containers/0/securityContext | runAsRoot   | false",
                "Service                        | /spec                                 | selectors              | {}",
                "Service                        | /spec/ports/0                         | port                   | 'https'",
                "ClusterRole                    | /rules/0                              | verb                   | ['get']",
                "ClusterRole                    | /rules/0                              | resources              | 'pods'",
                "RoleBinding                    | /                                     | subject                | []",
                "ValidatingWebhookConfiguration | /webhooks/0                           | failurPolicy           | 'Fail'",
                "ValidatingWebhookConfiguration | /webhooks/0/rules/0                   | apiVersion             | ['v1']",
                "MutatingWebhookConfiguration   | /webhooks/0                           | timeoutSeconds         | 'ten'",
                "MutatingWebhookConfiguration   | /webhooks/0/matchConditions/0         | expresion              | 'true'",
                "CustomResourceDefinition       | /spec/versions/0/schema/openAPIV3Schema | propertys            | {}",
                "PodDisruptionBudget            | /spec                                 | maxUnavailabel         | 1",
                "PodMonitor                     | /spec/podMetricsEndpoints/0           | intervall              | '30s'",
                "PrometheusRule                 | /spec/groups/0/rules/0                | alerts                 | 'a'",
                "Certificate                    | /spec                                 | secret                 | 'a'",
                "ServiceAccount                 | /                                     | automountServiceAccountTokens | false",
            })
    void aTypoIsSeen(String kind, String place, String field, String value) throws IOException {
        Manifest sound = any(kind);
        assertThat(KubernetesTypes.problem(sound)).isEmpty();
        JsonNode parent = sound.json().at(place.equals("/") ? "" : place);
        assertThat(parent).as("%s in %s", place, sound).isInstanceOf(ObjectNode.class);

        ((ObjectNode) parent).set(field, JSON.readTree(value.replace('\'', '"')));

        assertThat(KubernetesTypes.problem(sound))
                .hasValueSatisfying(problem -> assertThat(problem).contains(field));
    }

    private static Manifest any(String kind) {
        return Chart.render(
                        """
                        replicas: 2
                        assumeApis: [monitoring.coreos.com/v1, cert-manager.io/v1]
                        webhook: {certificates: {mode: certManager}}
                        monitoring: {podMonitor: {enabled: true}, prometheusRule: {enabled: true}}
                        """)
                .objects()
                .stream()
                .filter(object -> object.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aKindOfAnotherVersionIsSeen() {
        Manifest budget = any("PodDisruptionBudget");
        budget.json().put("apiVersion", "policy/v1beta1");

        assertThat(KubernetesTypes.problem(budget)).isPresent();
    }

    @Test
    void aKindWithoutTypeIsSeen() {
        ArrayNode none = JSON.createArrayNode();
        ObjectNode other = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pods");
        other.set("items", none);

        assertThat(KubernetesTypes.problem(new Manifest(other))).isPresent();
    }
}
