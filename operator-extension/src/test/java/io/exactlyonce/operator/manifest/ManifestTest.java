package io.exactlyonce.operator.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {

    @Test
    void recordsInTheStatusAndInAnnotationsAreParsed() throws ManifestException {
        FlinkDeployment deployment =
                DeploymentReader.read(
                        Json.read(
                                """
                                {"metadata": {"annotations": {
                                   "kubectl.kubernetes.io/last-applied-configuration":
                                     "{\\"spec\\":{\\"image\\":\\"a\\"}}"}},
                                 "status": {"reconciliationStatus": {
                                   "lastReconciledSpec": "{\\"spec\\":{\\"image\\":\\"b\\"}}",
                                   "lastStableSpec": "{\\"spec\\":{\\"image\\":\\"c\\"}}"}}}
                                """));

        assertThat(deployment.lastApplied().text("spec", "image")).contains("a");
        assertThat(deployment.status().reconciledSpec().text("image")).contains("b");
        assertThat(deployment.status().stableSpec().text("image")).contains("c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[1]", "\"text\"", "{\"spec\":{}} {}", "{'a': 1}"})
    void recordThatCannotBeReadCountsAsAbsent(String text) {
        Fields object =
                Fields.EMPTY.with(text, "status", "reconciliationStatus", "lastReconciledSpec");

        FlinkDeployment deployment = DeploymentReader.read(object);

        assertThat(deployment.lastReconciled()).isEqualTo(Fields.EMPTY);
        assertThat(deployment.status().hasReconciledSpec()).isFalse();
    }

    @Test
    void recordNestedBeyondReasonCountsAsAbsent() {
        String text = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
        Fields object =
                Fields.EMPTY.with(text, "status", "reconciliationStatus", "lastReconciledSpec");

        assertThat(DeploymentReader.read(object).lastReconciled()).isEqualTo(Fields.EMPTY);
    }

    @Test
    void jsonSurvivesTheWayThroughFields() throws ManifestException {
        String json =
                "{\"b\":1,\"a\":{\"long\":9007199254740993,\"half\":0.5,\"on\":true,"
                        + "\"list\":[{\"x\":\"y\"},2]}}";

        assertThat(Json.write(Json.read(json))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    true,       true
                    yes,        true
                    off,        false
                    2026-01-01, 2026-01-01
                    1:30,       1:30
                    010,        8
                    12,         12
                    1.5,        1.5
                    8s,         8s
                    1_2a,       1_2a
                    """)
    void yamlScalarsAreReadAsKubectlReadsThem(String written, String read)
            throws ManifestException {
        assertThat(Yaml.readAll("key: " + written).get(0).text("key")).contains(read);
    }

    @Test
    void anchorsAndMergesAreResolvedInEveryDocument() throws ManifestException {
        List<Fields> documents =
                Yaml.readAll(
                        """
                        base: &base {a: 1}
                        more:
                          <<: *base
                          b: 2
                        ---
                        ---
                        kind: Other
                        """);

        assertThat(documents).hasSize(2);
        assertThat(documents.get(0).number("more", "a")).contains(1L);
        assertThat(documents.get(0).number("more", "b")).contains(2L);
        assertThat(documents.get(1).text("kind")).contains("Other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\na: 2",
                "- a",
                "text",
                "a: !!javax.script.ScriptEngineManager {}",
                "a: [",
                "a: &a [*a]"
            })
    void yamlThatIsNoObjectIsRefusedWithAMessage(String text) {
        assertThatThrownBy(() -> Yaml.readAll(text))
                .isInstanceOf(ManifestException.class)
                .hasMessageStartingWith("is no YAML");
    }

    @Test
    void documentsKnowTheirLineAndSkipWhatIsNoObject() throws ManifestException {
        assertThat(Yaml.documents("# why\n\na: 1\n---\n- no object\n---\n# nothing\n---\nb: 2\n"))
                .extracting(Yaml.Document::line)
                .containsExactly(3, 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\nb: [", "c: 1\nc: 2", "d: 1\ne: \u0007"})
    void brokenYamlKnowsItsLine(String text) {
        assertThatThrownBy(() -> Yaml.documents(text))
                .isInstanceOfSatisfying(
                        ManifestException.class, e -> assertThat(e.line()).hasValue(2));
    }

    @Test
    void aliasesAreUsedAsOftenAsOneLikes() throws ManifestException {
        String document = "base: &b {a: 1}\n" + uses(60) + "---\n";

        assertThat(Yaml.documents(document + document))
                .extracting(found -> found.object().number("k59", "a").orElse(0L))
                .containsExactly(1L, 1L);
    }

    private static String uses(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "k" + i + ": *b\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({"40, '[*before, *before]'", "5000, [*before]"})
    void aliasesThatStandForTooMuchAreRefused(int levels, String each) {
        StringBuilder text = new StringBuilder("fine: 1\n---\nk0: &k0 [1, 2]\n");
        for (int i = 1; i < levels; i++) {
            text.append("k" + i + ": &k" + i + " " + each.replace("before", "k" + (i - 1)) + "\n");
        }

        assertThatThrownBy(() -> Yaml.documents(text.toString()))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("aliases stand for more than");
    }

    @Test
    void aKeyThatIsNoTextIsRefusedAsKubectlRefusesIt() {
        assertThatThrownBy(() -> Yaml.documents("a: 1\nname: {{ .Values.name }}\n"))
                .isInstanceOfSatisfying(
                        ManifestException.class, e -> assertThat(e.line()).hasValue(2));
    }

    @Test
    void upstreamsConfigurationIsFoundInEveryFormPeopleHaveItIn() throws ManifestException {
        Map<String, String> expected = Map.of("a.b", "1", "c", "x");
        for (String text :
                List.of(
                        "a: {b: 1}\nc: x",
                        "flink-conf.yaml: 'a.b: 1'\nconfig.yaml: 'c: x'",
                        "image: {}\ndefaultConfiguration: {create: true, config.yaml: \"a.b: 1\\nc: x\"}",
                        "kind: ConfigMap\ndata: {config.yaml: \"a: {b: 1}\\nc: x\"}")) {
            assertThat(UpstreamConfiguration.read(Yaml.readAll(text).get(0))).isEqualTo(expected);
        }
    }
}
