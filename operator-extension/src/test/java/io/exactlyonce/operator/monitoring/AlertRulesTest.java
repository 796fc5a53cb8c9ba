package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.monitoring.Promtool.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alerting rules: complete, about metrics that there are, and tried by promtool. */
class AlertRulesTest {
    private static final Path RULES = Path.of("../k8s/monitoring/alerts.yaml");
    private static final Path CASES = Path.of("src/test/resources/monitoring");
    private static final Pattern NAMED = Pattern.compile("alertname=\"([A-Za-z]+)\"");
    private static final Pattern LABEL = Pattern.compile("\\$labels\\.([a-z_]+)");

    @TempDir private Path folder;

    @Test
    void everyAlertSaysHowBadItIsAndWhatToDo() throws Exception {
        assertThat(alerts())
                .isNotEmpty()
                .allSatisfy(
                        alert -> {
                            assertThat(text(alert, "labels", "severity"))
                                    .isIn("critical", "warning");
                            assertThat(text(alert, "annotations", "summary")).hasSizeLessThan(160);
                            assertThat(text(alert, "annotations", "description"))
                                    .hasSizeGreaterThan(80)
                                    .endsWith(".");
                            assertThat(text(alert, "annotations", "runbook_url"))
                                    .isEqualTo(
                                            "docs/runbook.md#"
                                                    + text(alert, "alert")
                                                            .toLowerCase(Locale.ROOT));
                        });
    }

    @Test
    void everyExpressionIsAboutMetricsThatThereAre() throws Exception {
        assertThat(alerts())
                .allSatisfy(alert -> assertThat(Query.problems(text(alert, "expr"))).isEmpty());
    }

    @Test
    void everyLabelOfAMessageIsKeptByItsExpression() throws Exception {
        assertThat(alerts())
                .allSatisfy(
                        alert -> {
                            Matcher label = LABEL.matcher(alert.values().toString());
                            while (label.find()) {
                                assertThat(text(alert, "expr"))
                                        .containsPattern("by \\([a-z_, ]*\\b" + label.group(1));
                            }
                        });
    }

    @Test
    void everyAlertHasACase() throws Exception {
        Set<String> cases = new TreeSet<>();
        Matcher named = NAMED.matcher(Files.readString(CASES.resolve("alerts-test.yaml")));
        while (named.find()) {
            cases.add(named.group(1));
        }

        assertThat(alerts())
                .extracting(alert -> text(alert, "alert"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(cases);
    }

    @Test
    void prometheusAcceptsTheRules() throws Exception {
        assertSucceeds(Promtool.orLeftOut().run("check", "rules", RULES.toString()));
    }

    @Test
    void everyAlertFiresInItsCaseAndOnlyThen() throws Exception {
        assertSucceeds(
                Promtool.orLeftOut()
                        .run("test", "rules", CASES.resolve("alerts-test.yaml").toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean-run-test.yaml", "sandbox-run-test.yaml"})
    void noAlertFiresOnARunWithoutAFault(String run) throws Exception {
        assertSucceeds(Promtool.orLeftOut().run("test", "rules", CASES.resolve(run).toString()));
    }

    /** So the test above can fail. */
    @Test
    void alertThatFiredOnThatRunWouldBeSeen() throws Exception {
        Path rules = folder.resolve("alerts.yaml");
        Files.writeString(
                rules,
                """
                groups: [{name: sabotage, rules: [{alert: Sabotage, expr: exactly_once_condition == 1}]}]
                """);
        Path test = folder.resolve("test.yaml");
        Files.writeString(
                test,
                Files.readString(CASES.resolve("clean-run-test.yaml"))
                        .replaceFirst("(?m)^  - .*alerts\\.yaml$", "  - alerts.yaml"));

        Result result = Promtool.orLeftOut().run("test", "rules", test.toString());

        assertThat(result.code()).isNotZero();
        assertThat(result.output()).contains("Sabotage");
    }

    private static void assertSucceeds(Result result) {
        assertThat(result.code()).as(result.output()).isZero();
    }

    static List<Fields> alerts() throws IOException, ManifestException {
        return Yaml.readAll(Files.readString(RULES)).get(0).objects("groups").stream()
                .flatMap(group -> group.objects("rules").stream())
                .toList();
    }

    static String text(Fields alert, String... path) {
        return alert.text(path).orElse("");
    }
}
