package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Grafana dashboard: well formed, on any data source, about metrics that there are. */
class DashboardTest {
    private static final Path FILE = Path.of("../k8s/monitoring/dashboard.json");
    private static final Path RULES = Path.of("../k8s/monitoring/alerts.yaml");
    private static final int WIDTH = 24;

    /** Nothing to look at: others show the same, or they serve a computation. */
    private static final Set<Metric> NOT_SHOWN =
            EnumSet.of(
                    Metric.POLICY_VALID,
                    Metric.CONTRACT_BROKERS,
                    Metric.CONTRACT_REPLICATION,
                    Metric.CONTRACT_MIN_IN_SYNC);

    private JsonNode dashboard;

    @BeforeEach
    void read() throws Exception {
        dashboard = new ObjectMapper().readTree(Files.readString(FILE));
    }

    private List<JsonNode> panels() {
        return stream(dashboard.path("panels")).toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private Stream<JsonNode> targets() {
        return panels().stream().flatMap(panel -> stream(panel.path("targets")));
    }

    @Test
    void threeRowsGoFromTheFleetToItsTransactions() {
        assertThat(panels())
                .filteredOn(panel -> panel.path("type").asText().equals("row"))
                .extracting(panel -> panel.path("title").asText())
                .containsExactly("Fleet", "One deployment", "Transactions");
    }

    @Test
    void everyPanelHasAnIdOfItsOwnAndAPlaceOfItsOwn() {
        assertThat(panels()).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        List<String> cells = new ArrayList<>();
        for (JsonNode panel : panels()) {
            JsonNode place = panel.path("gridPos");
            int right = place.path("x").asInt() + place.path("w").asInt();
            assertThat(right).isLessThanOrEqualTo(WIDTH);
            for (int x = place.path("x").asInt(); x < right; x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    cells.add(x + "/" + (place.path("y").asInt() + y));
                }
            }
        }
        assertThat(cells).doesNotHaveDuplicates();
    }

    @Test
    void everyDataSourceIsTheVariable() {
        assertThat(dashboard.findValues("datasource"))
                .isNotEmpty()
                .extracting(source -> source.path("uid").asText())
                .containsOnly("${datasource}");
        assertThat(stream(dashboard.path("templating").path("list")))
                .extracting(variable -> variable.path("name").asText())
                .containsExactly("datasource", "namespace", "deployment");
    }

    @Test
    void everyQueryIsAboutMetricsThatThereAre() {
        assertThat(targets())
                .isNotEmpty()
                .allSatisfy(
                        target ->
                                assertThat(Query.problems(target.path("expr").asText())).isEmpty());
        assertThat(stream(dashboard.path("templating").path("list")).skip(1))
                .allSatisfy(
                        variable ->
                                assertThat(Query.problems(variable.path("definition").asText()))
                                        .isEmpty());
    }

    @Test
    void prometheusUnderstandsEveryQuery(@TempDir Path folder) throws Exception {
        List<Map<String, String>> rules =
                targets()
                        .map(target -> target.path("expr").asText())
                        .map(query -> query.replaceAll("\\$[a-z]+", ".*"))
                        .map(query -> Map.of("record", "panel:query", "expr", query))
                        .toList();
        Path file = folder.resolve("queries.yaml");
        // JSON is YAML.
        new ObjectMapper()
                .writeValue(
                        file.toFile(),
                        Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))));

        Promtool.Result result =
                Promtool.orLeftOut().run("check", "rules", "--lint=none", file.toString());

        assertThat(result.code()).as(result.output()).isZero();
    }

    @Test
    void everyMetricIsShownOrAlertedOn() throws Exception {
        String queries =
                targets().map(target -> target.path("expr").asText()).collect(Collectors.joining())
                        + Files.readString(RULES);

        assertThat(Metric.values())
                .filteredOn(metric -> !NOT_SHOWN.contains(metric))
                .allSatisfy(metric -> assertThat(queries).contains(metric.text()));
    }
}
