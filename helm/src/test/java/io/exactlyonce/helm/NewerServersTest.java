package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What newer API servers refuse or warn of, server-side apply by Helm 4 above all, and the API
 * server of these tests does not.
 */
class NewerServersTest {
    private static final YAMLMapper STRICT =
            YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    static Stream<ValueSet> sets() {
        return ValueSet.all().stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void noFieldIsWrittenTwice(ValueSet set) throws Exception {
        String text = set.render().text();

        try (var documents = STRICT.readerFor(JsonNode.class).readValues(text)) {
            assertThat(documents.readAll()).isNotEmpty();
        }
    }

    /** Lists that server-side apply merges by a key: it refuses one that has a key twice. */
    @ParameterizedTest
    @MethodSource("sets")
    void keysOfListsAreUnique(ValueSet set) {
        List<String> lists =
                List.of(
                        "/spec/template/spec/containers/0/env name",
                        "/spec/template/spec/containers/0/ports containerPort",
                        "/spec/template/spec/containers/0/volumeMounts mountPath",
                        "/spec/template/spec/volumes name",
                        "/spec/ports port",
                        "/webhooks name",
                        "/webhooks/0/matchConditions name");

        for (Manifest object : set.render().objects()) {
            for (String list : lists) {
                String[] parts = list.split(" ");
                Set<String> keys = new HashSet<>();
                for (JsonNode entry : object.json().at(parts[0])) {
                    assertThat(keys.add(entry.path(parts[1]).asText()))
                            .as("%s: %s in %s", object.id(), entry.path(parts[1]), list)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void namesThatYamlTakesForSomethingElseStayTexts() {
        Rendered rendered =
                Chart.render(
                        "{watchNamespaces: ['123', '1e3', 'true'], policySecrets: [{namespace: '123',"
                                + " names: ['456', 'null']}]}");
        Rendered all = Chart.render("{webhook: {excludedNamespaces: ['123', 'null']}}");

        assertThat(rendered.objects())
                .extracting(object -> object.json().at("/metadata/namespace"))
                .allMatch(namespace -> namespace.isMissingNode() || namespace.isTextual());
        assertThat(texts(rendered, "/rules", "/resourceNames")).contains("456", "null");
        assertThat(texts(rendered, "/webhooks", "/namespaceSelector/matchExpressions/0/values"))
                .containsExactly("123", "1e3", "true");
        assertThat(texts(all, "/webhooks", "/namespaceSelector/matchExpressions/0/values"))
                .containsExactly("123", "null");
    }

    /** Each of them a text, or it would be missing here. */
    private static Set<String> texts(Rendered rendered, String list, String field) {
        Set<String> texts = new TreeSet<>();
        rendered.objects().stream()
                .flatMap(object -> object.json().at(list).valueStream())
                .flatMap(entry -> entry.at(field).valueStream())
                .filter(JsonNode::isTextual)
                .forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    /** The schema of a definition as a server from 1.25 on checks it when it is created. */
    @Test
    void everyRuleOfTheDefinitionsIsBounded() {
        List<Manifest> definitions =
                Chart.render("").objects().stream()
                        .filter(object -> object.kind().equals("CustomResourceDefinition"))
                        .toList();

        assertThat(definitions).hasSize(2);
        for (Manifest definition : definitions) {
            look(
                    definition.name(),
                    definition.json().at("/spec/versions/0/schema/openAPIV3Schema"));
        }
    }

    private static final Set<String> FORMATS = Set.of("", "int32", "int64", "date-time");

    private static void look(String path, JsonNode schema) {
        assertThat(schema.path("type").asText()).as("%s has a type", path).isNotEmpty();
        assertThat(FORMATS).as(path).contains(schema.path("format").asText());
        assertThat(schema.has("default")).as("%s has no default", path).isFalse();
        schema.path("x-kubernetes-list-map-keys")
                .forEach(
                        key ->
                                assertThat(schema.at("/items/required").valueStream())
                                        .as("%s: keys are required", path)
                                        .contains(key));
        schema.path("required")
                .forEach(
                        name ->
                                assertThat(schema.path("properties").has(name.asText()))
                                        .as("%s: %s", path, name)
                                        .isTrue());
        if (schema.has("x-kubernetes-validations")) {
            // An estimate of costs multiplies by what is not bounded above or below the rule.
            assertThat(path).doesNotContain("[]");
            schema.path("properties").properties().stream()
                    .filter(field -> rules(schema).contains("self." + field.getKey()))
                    .filter(field -> field.getValue().path("type").asText().equals("string"))
                    .forEach(
                            field ->
                                    assertThat(field.getValue().has("maxLength"))
                                            .as("%s.%s is bounded", path, field.getKey())
                                            .isTrue());
        }
        schema.path("properties")
                .properties()
                .forEach(field -> look(path + "." + field.getKey(), field.getValue()));
        if (schema.has("items")) {
            look(path + "[]", schema.get("items"));
        }
        if (schema.path("additionalProperties").isObject()) {
            look(path + "[]", schema.get("additionalProperties"));
        }
    }

    private static String rules(JsonNode schema) {
        return String.join(
                " ",
                schema.path("x-kubernetes-validations")
                        .valueStream()
                        .map(rule -> rule.path("rule").asText())
                        .toList());
    }
}
