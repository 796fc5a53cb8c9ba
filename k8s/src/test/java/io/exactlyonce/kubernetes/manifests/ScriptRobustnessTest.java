package io.exactlyonce.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is missing, of another type or not known yet never ends a script, nor looks healthy. */
class ScriptRobustnessTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> HEALTHS =
            Set.of("Healthy", "Progressing", "Degraded", "Suspended");

    /** Of the string library, of Lua 5.2 and of Lua's full libraries; Argo CD has none of it. */
    private static final Pattern FOREIGN =
            Pattern.compile(
                    "\\b(string|math|io|debug|coroutine|bit32|utf8|goto)\\b\\s*[.(]|\\w:\\w+\\("
                            + "|\\b_ENV\\b|::|//|table\\.(pack|unpack)|rawlen");

    static List<ObjectNode> objects() {
        return List.of(
                UpstreamTraces.at("orders", 9).object(),
                UpstreamTraces.at("totals", 47).object(),
                UpstreamTraces.at("held", 21).object(),
                Statuses.policy("True", "AsIntended"),
                Statuses.ledger("Ready", "True", "Running"));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void everyScriptSurvivesEveryGap(ObjectNode object) {
        List<JsonNode> broken = new ArrayList<>();
        damage(object, object, broken);
        assertThat(broken).hasSizeGreaterThan(30);

        for (JsonNode one : broken) {
            allHealthScripts()
                    .forEach(
                            script ->
                                    assertThat(script.on(one).path("status").asText())
                                            .as("%s", one)
                                            .isIn(HEALTHS));
            assertThat(ArgoFiles.action(ArgoFiles.DEPLOYMENT, ArgoFiles.DISCOVERY).on(one))
                    .isNotEmpty();
        }
    }

    @Test
    void withoutStatusNothingIsHealthy() {
        for (ObjectNode object : objects()) {
            object.remove("status");
            assertThat(allHealthScripts())
                    .allSatisfy(
                            script ->
                                    assertThat(script.on(object).get("status").asText())
                                            .isIn("Progressing", "Suspended"));
            object.putObject("status");
            assertThat(allHealthScripts())
                    .allSatisfy(
                            script ->
                                    assertThat(script.on(object).get("status").asText())
                                            .isIn("Progressing", "Suspended"));
        }
    }

    @Test
    void wordsOfALaterVersionAreNotHealthy() {
        ObjectNode deployment = UpstreamTraces.at("orders", 9).object();
        deployment.withObject("/status/jobStatus").put("state", "HIBERNATING");
        assertThat(ArgoFiles.health(ArgoFiles.DEPLOYMENT).on(deployment).get("status").asText())
                .isEqualTo("Progressing");

        deployment.withObject("/status").put("jobManagerDeploymentStatus", "ELSEWHERE");
        assertThat(ArgoFiles.health(ArgoFiles.DEPLOYMENT).on(deployment).get("status").asText())
                .isEqualTo("Progressing");
    }

    @Test
    void noScriptUsesWhatArgoDoesNotGive() {
        Stream<ArgoScript> scripts =
                Stream.concat(
                        allHealthScripts().stream(),
                        ArgoFiles.actionScripts(ArgoFiles.DEPLOYMENT).values().stream());

        assertThat(scripts.map(script -> withoutComments(script.source())))
                .allSatisfy(source -> assertThat(source).doesNotContainPattern(FOREIGN))
                .allSatisfy(
                        source ->
                                assertThat(source.contains("os."))
                                        .isEqualTo(source.contains("require(\"os\")")));
    }

    private static List<ArgoScript> allHealthScripts() {
        return List.copyOf(ArgoFiles.healthScripts().values());
    }

    private static String withoutComments(String source) {
        return source.replaceAll("(?m)--.*$", "").replaceAll("\"[^\"\n]*\"(?!\\))", "\"\"");
    }

    /** Each field taken away, then of each other type, one at a time. */
    private static void damage(ObjectNode root, JsonNode at, List<JsonNode> broken) {
        if (!(at instanceof ObjectNode object)) {
            at.forEach(item -> damage(root, item, broken));
            return;
        }
        for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
            object.remove(field.getKey());
            broken.add(root.deepCopy());
            Iterator<JsonNode> others =
                    List.<JsonNode>of(
                                    JSON.textNode("text"),
                                    JSON.textNode(""),
                                    JSON.numberNode(7),
                                    JSON.booleanNode(true),
                                    JSON.nullNode(),
                                    JSON.arrayNode().add("text").add(7),
                                    JSON.objectNode().put("later", "unknown"))
                            .iterator();
            while (others.hasNext()) {
                object.set(field.getKey(), others.next());
                broken.add(root.deepCopy());
            }
            object.set(field.getKey(), field.getValue());
            damage(root, field.getValue(), broken);
        }
    }
}
