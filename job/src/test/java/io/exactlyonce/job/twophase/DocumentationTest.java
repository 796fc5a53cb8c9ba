package io.exactlyonce.job.twophase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/two-phase-commit.md} names exists. */
class DocumentationTest {
    private static final Path PAGE = Path.of("..", "docs", "two-phase-commit.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final Pattern MEMBER =
            Pattern.compile("`(Transaction\\w+|OrphanRule)\\.(\\w+)`");
    private static final Pattern TEST_NAME = Pattern.compile("`([a-z]\\w{24,})`");

    @Test
    void everyLinkedFileExists() throws IOException {
        List<String> links = find(LINK, 1);

        assertThat(links).isNotEmpty();
        assertThat(links).allSatisfy(link -> assertThat(PAGE.resolveSibling(link)).exists());
    }

    @Test
    void everyNamedMethodExists() throws Exception {
        List<MatchResult> members = matches(MEMBER);

        assertThat(members).isNotEmpty();
        for (MatchResult member : members) {
            Class<?> type = Class.forName(getClass().getPackageName() + "." + member.group(1));
            assertThat(methods(type)).as(member.group()).contains(member.group(2));
        }
    }

    @Test
    void everyNamedTestExists() throws IOException {
        Set<String> tests =
                Stream.of(
                                OrphanRuleTest.class,
                                TransactionalFileCommitterTest.class,
                                TransactionalFileSinkKillTest.class,
                                TransactionalFileSinkTest.class,
                                TransactionalFileWriterTest.class)
                        .flatMap(type -> methods(type).stream())
                        .collect(Collectors.toSet());
        List<String> named =
                find(TEST_NAME, 1).stream().filter(name -> !isFlinkName(name)).toList();

        assertThat(named).hasSizeGreaterThan(10);
        assertThat(tests).containsAll(named);
    }

    /** Long names on the page that are Flink's. */
    private static boolean isFlinkName(String name) {
        return Set.of(
                        "notifyCheckpointComplete",
                        "pendingCommitTransactions",
                        "signalFailedWithKnownReason",
                        "ignoreFailuresAfterTransactionTimeout")
                .contains(name);
    }

    private static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    private static List<String> find(Pattern pattern, int group) throws IOException {
        return matches(pattern).stream().map(match -> match.group(group)).toList();
    }

    private static List<MatchResult> matches(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(PAGE)).results().toList();
    }
}
