package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The comments of the values are their documentation: in the README, and in the schema for editors.
 */
class ValuesPageTest {
    private static final Path VALUES = Chart.FOLDER.resolve("values.yaml");
    private static final Path SCHEMA = Chart.FOLDER.resolve("values.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Map<String, String> comments() throws IOException {
        return ValuesComments.of(Files.readString(VALUES));
    }

    private static ObjectNode values() throws IOException {
        return Manifest.all(Files.readString(VALUES)).get(0).json();
    }

    private static ObjectNode schema() throws IOException {
        return (ObjectNode) JSON.readTree(Files.readString(SCHEMA));
    }

    @Test
    void everyValueIsDescribed() throws IOException {
        Set<String> described = comments().keySet();

        assertThat(leaves("", values()))
                .allSatisfy(
                        leaf ->
                                assertThat(described)
                                        .anyMatch(
                                                path ->
                                                        leaf.equals(path)
                                                                || leaf.startsWith(path + ".")));
    }

    private static List<String> leaves(String path, JsonNode value) {
        if (!value.isObject() || value.isEmpty()) {
            return List.of(path);
        }
        List<String> leaves = new ArrayList<>();
        value.properties()
                .forEach(
                        child ->
                                leaves.addAll(
                                        leaves(below(path, child.getKey()), child.getValue())));
        return leaves;
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    @Test
    void theReadmeIsMadeOfTheComments() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (Map.Entry<String, String> comment : comments().entrySet()) {
            JsonNode value = values().at("/" + comment.getKey().replace('.', '/'));
            rows.append(
                    "| `%s` | `%s` | %s |\n"
                            .formatted(
                                    comment.getKey(),
                                    JSON.writeValueAsString(value),
                                    comment.getValue().replace("|", "\\|").replace("<", "&lt;")));
        }

        Generated.hold(
                ValuesPageTest.class,
                Chart.FOLDER.resolve("README.md"),
                Files.readString(Path.of("src/test/resources/README-head.md")) + rows);
    }

    @Test
    void theSchemaSaysWhatTheCommentsSayAndKnowsTheTypesOfKubernetes() throws IOException {
        ObjectNode schema = schema();
        for (Map.Entry<String, String> comment : comments().entrySet()) {
            String path = "/properties/" + comment.getKey().replace(".", "/properties/");
            ObjectNode value = (ObjectNode) schema.at(path);
            value.put("description", comment.getValue());
        }
        schema.set("definitions", kubernetes());

        Generated.hold(ValuesPageTest.class, SCHEMA, pretty(schema));
    }

    private static ObjectNode kubernetes() {
        return new KubernetesSchema()
                .with(Affinity.class)
                .with(EnvVar.class)
                .with(PodSecurityContext.class)
                .with(ResourceRequirements.class)
                .with(SecurityContext.class)
                .with(Toleration.class)
                .with(TopologySpreadConstraint.class)
                .with(Volume.class)
                .with(VolumeMount.class)
                .definitions();
    }

    private static String pretty(JsonNode node) throws IOException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        return JSON.writer(printer).writeValueAsString(node) + "\n";
    }

    /** An object that allows what it does not name lets typos through; those that do are maps. */
    @Test
    void noObjectOfTheSchemaIsOpen() throws IOException {
        Set<String> open = new TreeSet<>();
        look("", schema(), open);

        assertThat(open).containsExactly("/properties/global");
    }

    private static void look(String path, JsonNode node, Set<String> open) {
        if (node.path("type").asText().equals("object")
                && !node.has("additionalProperties")
                && !path.contains("/definitions/")) {
            open.add(path);
        }
        if (node.path("additionalProperties").asBoolean(true) && node.has("properties")) {
            assertThat(node.has("additionalProperties") || path.contains("allOf") || path.isEmpty())
                    .as(path)
                    .isTrue();
        }
        node.properties()
                .forEach(child -> look(path + "/" + child.getKey(), child.getValue(), open));
    }

    /** A value that is taken away with null would otherwise render as nothing. */
    @Test
    void noValueCanBeTakenAway() throws IOException {
        missing("", schema(), values());
    }

    private static void missing(String path, JsonNode schema, JsonNode values) {
        if (!schema.has("properties")) {
            return;
        }
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        Set<String> there = new TreeSet<>();
        values.fieldNames().forEachRemaining(there::add);
        assertThat(required).as(path).isEqualTo(there);
        there.forEach(
                name ->
                        missing(
                                path + "/" + name,
                                schema.at("/properties/" + name),
                                values.get(name)));
    }
}
