package io.exactlyonce.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.config.OptionCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/own-jobs.md shows is what is compiled and tested here. */
class OwnJobsPageTest {
    private static final Path PAGE = Path.of("../../docs/own-jobs.md");
    private static final List<Path> EXAMPLES =
            List.of(
                    Path.of("src/main"),
                    Path.of("../flink-1.20/src/main"),
                    Path.of("../both/src/main"));
    private static final Pattern SNIPPET =
            Pattern.compile("^```(?:java|sql)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern KEY = Pattern.compile("`(exactly-once\\.[a-z.-]+?)(?:\\.\\*)?`");
    private static final Pattern LINK = Pattern.compile("]\\((\\.\\./[^)]+)\\)");

    static List<String> snippets() throws IOException {
        return found(SNIPPET);
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void snippetStandsInTheSourceOfAnExample(String snippet) throws IOException {
        assertThat(sources()).anyMatch(source -> source.contains(withoutIndentation(snippet)));
    }

    @Test
    void namedKeysExist() throws IOException {
        assertThat(OptionCatalog.all()).extracting(ConfigOption::key).containsAll(found(KEY));
    }

    @Test
    void linkedFilesExist() throws IOException {
        assertThat(found(LINK))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(PAGE.resolveSibling(link)).exists());
    }

    private static List<String> found(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<String> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : EXAMPLES) {
            try (Stream<Path> paths = Files.walk(root)) {
                paths.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        List<String> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(withoutIndentation(Files.readString(file)));
        }
        return sources;
    }

    /** Lines without indentation and blank lines, each between two line feeds. */
    private static String withoutIndentation(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n", "\n", "\n"));
    }
}
