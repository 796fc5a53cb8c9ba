package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runbook has an answer to whatever can call somebody. */
class RunbookTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern REASON = Pattern.compile("(?m)^\\| `([A-Z][A-Za-z]+)` \\|");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)#?([^)]*)\\)");

    /** All is well, or goes on by itself. */
    private static final Set<Reason> NO_PROBLEM =
            EnumSet.of(
                    Reason.RUNNING,
                    Reason.LIVE,
                    Reason.AS_INTENDED,
                    Reason.PLANNED,
                    Reason.DEPLOYING,
                    Reason.WAITING_FOR_FIRST_CHECKPOINT,
                    Reason.RETIRED,
                    Reason.SKIPPED,
                    Reason.FINISHED,
                    Reason.SUSPENDED_BY_SAVEPOINT,
                    Reason.DELETING,
                    Reason.RELEASED,
                    Reason.GONE,
                    Reason.RECREATED,
                    Reason.READY_TO_RUN,
                    Reason.RECOVERING,
                    Reason.RECOVERED,
                    Reason.TIMEOUTS_WITHIN_LIMITS,
                    Reason.CHECKPOINTS_COMPLETE,
                    Reason.SEEN_IN_EFFECT,
                    Reason.TRANSACTIONS_CLEAN,
                    Reason.FENCING,
                    Reason.FENCED,
                    Reason.SETTLED);

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(DOCS.resolve("runbook.md"));
    }

    @Test
    void everyAlertHasItsAnchor() throws Exception {
        List<String> anchors = anchors(page);

        assertThat(AlertRulesTest.alerts())
                .extracting(alert -> AlertRulesTest.text(alert, "annotations", "runbook_url"))
                .allSatisfy(
                        url -> assertThat(anchors).contains(url.substring(url.indexOf('#') + 1)));
    }

    @Test
    void everySectionOfAnAlertIsThatOfOne() throws Exception {
        assertThat(page.lines().filter(line -> line.startsWith("### ")))
                .containsExactlyElementsOf(
                        AlertRulesTest.alerts().stream()
                                .map(alert -> "### " + AlertRulesTest.text(alert, "alert"))
                                .toList());
    }

    @Test
    void everyReasonThatIsAProblemHasAnEntryAndNoOther() {
        Set<String> entries = new TreeSet<>();
        Matcher entry = REASON.matcher(page);
        while (entry.find()) {
            entries.add(entry.group(1));
        }

        assertThat(entries)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values())
                                .filter(reason -> !NO_PROBLEM.contains(reason))
                                .map(Reason::text)
                                .toList());
    }

    @Test
    void everyCodeIsInAGroup() {
        assertThat(Code.values())
                .allSatisfy(
                        code ->
                                assertThat(page)
                                        .contains("| " + code.id().substring(0, 4) + ".. |"));
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Matcher link = LINK.matcher(page);
        while (link.find()) {
            Path target =
                    link.group(1).isEmpty()
                            ? DOCS.resolve("runbook.md")
                            : DOCS.resolve(link.group(1));
            assertThat(target).exists();
            if (!link.group(2).isEmpty()) {
                assertThat(anchors(Files.readString(target))).contains(link.group(2));
            }
        }
    }

    @Test
    void whatDestroysDataIsForbidden() {
        assertThat(page)
                .containsPattern(
                        "\\*\\*Never\\*\\*\n- `kafka-transactions.sh abort` on a transaction");
    }

    private static List<String> anchors(String markdown) {
        Stream<String> headings = markdown.lines().filter(line -> line.matches("#+ .*"));
        return headings.map(
                        heading ->
                                heading.replaceFirst("#+ ", "")
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^a-z0-9 -]", "")
                                        .replace(' ', '-'))
                .toList();
    }
}
