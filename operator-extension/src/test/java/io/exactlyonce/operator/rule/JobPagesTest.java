package io.exactlyonce.operator.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the operator knows of the job, held against pages that the job generates from its code: the
 * two are released apart and share no class.
 */
class JobPagesTest {
    private static final Path REFERENCE = Path.of("../docs/reference");

    @Test
    void theKeysAreThoseOfTheJob() throws IOException {
        Matcher key =
                Pattern.compile("(?m)^\\| `(exactly-once\\.[a-z.-]+?)(\\.\\*)?` \\|")
                        .matcher(page("job-configuration.md"));
        Set<String> keys = new TreeSet<>();
        Set<String> maps = new TreeSet<>();
        while (key.find()) {
            (key.group(2) == null ? keys : maps).add(key.group(1));
        }

        assertThat(JobKeys.ALL).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(JobKeys.MAPS).containsExactlyInAnyOrderElementsOf(maps);
    }

    @Test
    void theRefusedClientPropertiesAreThoseOfTheJob() throws IOException {
        Set<String> mine =
                ClientProperty.ALL.stream()
                        .map(
                                property ->
                                        "| `"
                                                + property.name()
                                                + "` | "
                                                + property.scope().name().toLowerCase(Locale.ROOT)
                                                + " | "
                                                + property.harmless().stream()
                                                        .sorted()
                                                        .map(value -> "`" + value + "`")
                                                        .collect(Collectors.joining(", "))
                                                + " |")
                        .collect(Collectors.toSet());
        Set<String> theirs =
                page("job-client-properties.md")
                        .lines()
                        .filter(line -> line.startsWith("| `"))
                        .collect(Collectors.toSet());

        assertThat(mine).isEqualTo(theirs);
    }

    private static String page(String name) throws IOException {
        return Files.readString(REFERENCE.resolve(name));
    }
}
