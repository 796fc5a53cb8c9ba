package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference page is generated from the catalogue, which follows Prometheus' conventions. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("../docs/reference/metrics.md");

    /** Every one has few values, or goes with its object. */
    private static final Set<String> BOUNDED =
            Set.of(
                    "resource_namespace",
                    "name",
                    "topic",
                    "code",
                    "type",
                    "status",
                    "reason",
                    "standing",
                    "outcome",
                    "phase",
                    "change",
                    "endpoint",
                    "component",
                    "kind");

    @Test
    void thePageSaysWhatTheCodeMeasures() throws IOException {
        String page = page();
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as(
                        "regenerate, and read what changed: mvn test -pl operator-extension"
                                + " -Dtest=MetricsPageTest -Dregenerate=true")
                .isEqualTo(page);
    }

    @Test
    void namesFollowTheConventions() {
        assertThat(Metric.values())
                .allSatisfy(
                        metric -> {
                            assertThat(metric.text()).matches("exactly_once_[a-z]+(_[a-z]+)*");
                            assertThat(metric.text().endsWith("_total"))
                                    .isEqualTo(metric.kind() == Metric.Kind.COUNTER);
                            assertThat(metric.text())
                                    .doesNotContain("milli", "minutes", "percent", "_ms", "_mib");
                            assertThat(metric.help()).endsWith(".").hasSizeLessThan(400);
                        });
        assertThat(Arrays.stream(Metric.values()).map(Metric::text)).doesNotHaveDuplicates();
    }

    @Test
    void labelsAreBounded() {
        assertThat(Metric.values())
                .flatExtracting(Metric::labels)
                .allSatisfy(label -> assertThat(BOUNDED).contains((String) label));
    }

    private static String page() {
        return """
               # Metrics

               Generated from the code; do not edit. Served at `/metrics` of the monitoring port, in Prometheus' text format. Units are
               seconds, bytes and records; ratios go from 0 to 1. Ages and times left are those at the scrape.

               Series of an object are removed with it: those of a deployment with its last ledger, those of a policy with the policy.
               Only the replica that acts has series of deployments; each replica has those of the process and of policies, so take the
               `max by (resource_namespace, name)`. Counters begin at 0 when the acting replica first looks at a deployment.

               **How many.** About 70 series for a deployment that runs, and 2 for each topic it writes to (50 at most); 9 for a policy. Of the
               process 10 for each endpoint and outcome of admission, one for each code that was refused, up to 11 for each change, phase and
               outcome of revisions. A thousand deployments with one topic each make about 75,000 series.

               **What it costs.** For what is only shown, each policy's brokers are asked twice in 30 s at most, and only while transactions of
               it are open or have just ended; each running JobManager is asked for its committers' counters every 30 s.

               **Abort rate.** By the job itself: `exactly_once_commits_total`, whose `lost`, `unknown` and `fenced` come from
               [the library's committer](../lost-commits.md). By the brokers: `exactly_once_transactions_ended_total`, of which
               `aborted` and `timed_out` are

               ```
               sum by (resource_namespace, name) (rate(exactly_once_transactions_ended_total{outcome=~"aborted|timed_out"}[30m]))
                 / sum by (resource_namespace, name) (rate(exactly_once_transactions_ended_total[30m]))
               ```

               A graceful stop and every restart abort the transactions that no checkpoint holds; that is no loss.
               """
                + Arrays.stream(Scope.values())
                        .map(MetricsPageTest::table)
                        .collect(Collectors.joining())
                + """

                ## Of the libraries
                The framework of the controllers (`operator_sdk_…`: reconciliations, their time, retries and failures by controller), the JVM
                (`jvm_…`) and the process (`process_…`, `system_cpu_…`) have series of their own, none of them by object.
                """;
    }

    private static String table(Scope scope) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.scope() == scope)
                .map(MetricsPageTest::row)
                .collect(
                        Collectors.joining(
                                "\n",
                                "\n## %s\n%s| metric | kind | labels | what |\n|---|---|---|---|\n"
                                        .formatted(scope.title(), common(scope)),
                                "\n"));
    }

    private static String common(Scope scope) {
        return scope.labels().isEmpty()
                ? ""
                : "All have the labels "
                        + scope.labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", "))
                        + ".\n\n";
    }

    private static String row(Metric metric) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        metric.text(),
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        metric.ownLabels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", ")),
                        metric.help());
    }
}
