package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionPlanner;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.rule.Surroundings;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which writes an API server from 1.30 on lets pass without asking, and that the operator would
 * too.
 */
class MatchConditionsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> DEPLOYMENTS =
            List.of(
                    "complete.flinkdeployments.exactlyonce.io",
                    "judge.flinkdeployments.exactlyonce.io");

    /**
     * One write.
     *
     * @param old null if it creates
     * @param asked whether the webhook has to be
     */
    record Write(String name, @Nullable JsonNode old, JsonNode written, boolean asked) {
        @Override
        public String toString() {
            return "a write " + name + (asked ? " is judged" : " passes");
        }
    }

    static Stream<Write> writes() throws IOException {
        JsonNode file =
                YAML.readTree(MatchConditionsTest.class.getResource("/match-conditions.yaml"));
        JsonNode object = file.get("object");
        return file.get("writes")
                .valueStream()
                .map(
                        write ->
                                new Write(
                                        write.get("write").asText(),
                                        write.path("old").isTextual()
                                                ? null
                                                : merged(object, write.path("old")),
                                        merged(object, write.path("new")),
                                        write.get("asked").asBoolean()));
    }

    /** As RFC 7386 has it. */
    private static JsonNode merged(JsonNode target, JsonNode patch) {
        ObjectNode result = target.isObject() ? target.deepCopy() : YAML.createObjectNode();
        patch.properties()
                .forEach(
                        field -> {
                            JsonNode value = field.getValue();
                            if (value.isNull()) {
                                result.remove(field.getKey());
                            } else {
                                result.set(
                                        field.getKey(),
                                        value.isObject()
                                                ? merged(result.path(field.getKey()), value)
                                                : value);
                            }
                        });
        return result;
    }

    @ParameterizedTest
    @MethodSource("writes")
    void onlyWhatTheOperatorLeavesAlonePasses(Write write) throws ManifestException {
        for (String name : DEPLOYMENTS) {
            MatchConditions conditions = conditions(name);

            assertThat(conditions.count()).isEqualTo(2);
            assertThat(conditions.ask(write.old(), write.written())).isEqualTo(write.asked());
        }
        assertThat(write.asked() || isLeftAlone(write))
                .as("what passes unasked would be left alone")
                .isTrue();
    }

    /** No policy is there: whatever concerns the operator at all is more than a pass. */
    private static boolean isLeftAlone(Write write) throws ManifestException {
        FlinkDeployment stored = write.old() == null ? null : deployment(write.old());
        AdmissionPlan plan =
                new AdmissionPlanner()
                        .plan(
                                new AdmissionRequest("uid", deployment(write.written()), stored),
                                new PolicyLookup.Missing("standard"),
                                Surroundings.NONE);
        return plan instanceof AdmissionPlan.Pass;
    }

    private static FlinkDeployment deployment(JsonNode object) throws ManifestException {
        return FlinkDeployment.of(Json.read(object.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "{spec: {replicas: 1}}, {spec: {replicas: 1}}, false",
        "{spec: {replicas: 1}}, {spec: {replicas: 2}}, true",
        "{spec: {}},            {spec: {replicas: 2}}, true",
        "{spec: {replicas: 2}}, {spec: {}},            true",
        "{spec: {}},            {spec: {}},            false"
    })
    void scaleToWhatItIsPasses(String old, String written, boolean asked) throws IOException {
        assertThat(
                        conditions("scale.flinkdeployments.exactlyonce.io")
                                .ask(YAML.readTree(old), YAML.readTree(written)))
                .isEqualTo(asked);
    }

    @ParameterizedTest
    @MethodSource("writes")
    void otherKindsAreJudgedWhenTheLabelIsPutOn(Write write) {
        boolean labelled = !label(write.written()).isMissingNode();
        boolean before = write.old() != null && !label(write.old()).isMissingNode();
        boolean deleted = write.written().path("metadata").has("deletionTimestamp");

        assertThat(conditions("others.exactlyonce.io").ask(write.old(), write.written()))
                .isEqualTo(labelled && !before && !deleted);
    }

    private static JsonNode label(JsonNode object) {
        return object.path("metadata").path("labels").path("exactlyonce.io/policy");
    }

    @Test
    void everyWebhookHasConditions() {
        assertThat(webhooks()).hasSize(4).allMatch(webhook -> webhook.has("matchConditions"));
    }

    private static MatchConditions conditions(String name) {
        return new MatchConditions(
                webhooks().stream()
                        .filter(webhook -> webhook.path("name").asText().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    private static List<JsonNode> webhooks() {
        return Chart.render("").objects().stream()
                .flatMap(object -> object.json().path("webhooks").valueStream())
                .toList();
    }
}
