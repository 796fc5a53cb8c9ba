package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that people judge the operator by names what it may do, and nothing else. */
class SecurityPageTest {
    private static final Path PAGE = Path.of("../docs/security.md");

    /** As a row of the table and a rule of a role both say it. */
    private record Right(List<String> resources, boolean named, List<String> verbs) {}

    @Test
    void tableHasEveryRuleAndNoOther() throws IOException {
        Stream<JsonNode> rules =
                Chart.render("policySecrets: [{namespace: shop, names: [kafka-user]}]")
                        .objects()
                        .stream()
                        .filter(object -> object.kind().endsWith("Role"))
                        .filter(role -> !role.name().endsWith("-view"))
                        .flatMap(role -> role.json().path("rules").valueStream());

        assertThat(rows())
                .containsExactlyInAnyOrderElementsOf(rules.map(SecurityPageTest::ofRule).toList());
    }

    private static Right ofRule(JsonNode rule) {
        return new Right(
                texts(rule.path("resources")),
                rule.has("resourceNames"),
                texts(rule.path("verbs")));
    }

    private static List<String> texts(JsonNode values) {
        return values.valueStream().map(JsonNode::asText).toList();
    }

    private static List<Right> rows() throws IOException {
        return Files.readString(PAGE)
                .lines()
                .dropWhile(line -> !line.startsWith("| in | resource |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> line.split("\\|", -1))
                .map(SecurityPageTest::ofRow)
                .toList();
    }

    private static Right ofRow(String[] cells) {
        return new Right(
                list(cells[2].replace("`", "")), !cells[3].strip().equals("all"), list(cells[4]));
    }

    private static List<String> list(String cell) {
        return Arrays.stream(cell.split(",")).map(String::strip).toList();
    }
}
