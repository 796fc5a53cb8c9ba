package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.PolicyField.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The custom resource definition says what the reader does. */
class PolicyResourceDefinitionTest {
    private static final Fields DEFINITION =
            PolicyFiles.parse(
                    PolicyFiles.text(
                            Path.of("../k8s/base/crds/exactlyoncepolicies.exactlyonce.io.yaml")));
    private static final Fields VERSION = DEFINITION.object("spec").objects("versions").get(0);
    private static final Map<String, Fields> SPEC = schemas("spec");
    private static final Map<String, Fields> STATUS = schemas("status");

    @Test
    void everyFieldOfTheSchemaIsReadAndNoOther() {
        List<String> read = Arrays.stream(PolicyField.values()).map(PolicyField::path).toList();

        assertThat(SPEC.keySet()).containsExactlyInAnyOrderElementsOf(read);
    }

    @ParameterizedTest
    @EnumSource
    void fieldHasItsTypeAndItsChoices(PolicyField field) {
        Fields schema = schema(field);

        assertThat(schema.text("type")).hasValue(field.kind().schemaType());
        assertThat(schema.list("enum")).isEqualTo(List.<Object>copyOf(field.choices()));
        if (field.kind() == Kind.DURATION) {
            assertThat(schema.text("pattern").orElseThrow())
                    .isIn(
                            "^(" + DurationText.PATTERN + ")$",
                            "^(auto|" + DurationText.PATTERN + ")$");
        }
    }

    @ParameterizedTest
    @EnumSource
    void descriptionNamesTheDefault(PolicyField field) {
        String description = schema(field).text("description").orElse("");

        if (field.kind() == Kind.LIST || !field.path().contains("[]")) {
            assertThat(description).isNotBlank();
        }
        if (!field.fallback().isEmpty()) {
            assertThat(description).endsWith("Default: `" + field.fallback() + "`.");
        } else {
            assertThat(description).doesNotContain("Default:");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRequiredIsRequiredByBoth(PolicyField field) {
        String parent = field.parent();
        Fields schema = parent.equals("spec") ? root("spec") : SPEC.get(parent.replace("[]", ""));
        Fields object = parent.endsWith("[]") ? schema.object("items") : schema;

        assertThat(object.list("required").contains(field.label())).isEqualTo(field.isRequired());
    }

    @Test
    void nothingHasADefaultThatTheServerWouldWriteIntoTheObject() {
        assertThat(SPEC.values()).noneMatch(schema -> schema.has("default"));
    }

    @Test
    void everyFieldIsExplained() {
        assertThat(SPEC.values()).allMatch(schema -> schema.has("description"));
        assertThat(STATUS.values()).allMatch(schema -> schema.has("description"));
    }

    @Test
    void everyPropertyOfTheAllowListIsNamed() {
        String description = schema(PolicyField.KAFKA_PROPERTIES).text("description").orElseThrow();

        assertThat(ClientPropertyAllowList.names())
                .isNotEmpty()
                .allMatch(
                        name -> Pattern.compile("\\b" + name + "[,.]").matcher(description).find());
    }

    @Test
    void rangesOfIntegersAreThoseOfTheReader() {
        for (PolicyField field : PolicyField.values()) {
            if (field.kind() == Kind.INTEGER) {
                assertThat(schema(field).number("minimum")).hasValue(0L);
                assertThat(schema(field).number("maximum")).hasValue(1000L);
            }
        }
    }

    @Test
    void columnsPointAtFieldsThatExist() {
        assertThat(VERSION.objects("additionalPrinterColumns"))
                .extracting(column -> column.text("jsonPath").orElseThrow().substring(1))
                .allMatch(
                        path ->
                                SPEC.containsKey(path)
                                        || STATUS.containsKey(path)
                                        || path.startsWith("status.conditions[")
                                        || path.equals("metadata.creationTimestamp"));
    }

    @Test
    void everyFieldOfTheContractIsInTheStatus() {
        assertThat(STATUS.keySet())
                .contains(
                        "status.contract.checkedAt",
                        "status.contract.reachable",
                        "status.contract.transactionMaxTimeoutMs",
                        "status.contract.brokers[].id",
                        "status.contract.brokers[].transactionMaxTimeoutMs",
                        "status.contract.brokers[].transactionVersion",
                        "status.contract.brokers[].transactionalIdExpirationMs",
                        "status.contract.transactionState.replicationFactor",
                        "status.contract.transactionState.minInSyncReplicas",
                        "status.contract.acl.missing");
        assertThat(STATUS.get("status.conditions").list("x-kubernetes-list-map-keys"))
                .isEqualTo(List.of("type"));
    }

    private static Fields schema(PolicyField field) {
        return SPEC.get(field.path());
    }

    private static Fields root(String name) {
        return VERSION.object("schema", "openAPIV3Schema", "properties", name);
    }

    private static Map<String, Fields> schemas(String name) {
        Map<String, Fields> found = new LinkedHashMap<>();
        collect(name, root(name), found);
        return found;
    }

    private static void collect(String path, Fields schema, Map<String, Fields> found) {
        List<String> names = new ArrayList<>(schema.object("properties").names());
        for (String name : names) {
            Fields member = schema.object("properties", name);
            found.put(path + "." + name, member);
            collect(path + "." + name, member, found);
        }
        if (schema.has("items", "properties")) {
            collect(path + "[]", schema.object("items"), found);
        }
    }
}
