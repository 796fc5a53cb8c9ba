package io.exactlyonce.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Programs read it by the page. */
class JsonReportTest {
    private static final Path PAGE = Path.of("../docs/reference/verify.md");
    private static final Path OUTPUT = Path.of("src/test/resources/verify/json/out.txt");

    @Test
    void thePageNamesEveryField() throws IOException {
        String output = Files.readString(OUTPUT);
        JsonNode report =
                new ObjectMapper()
                        .readTree(output.substring(output.indexOf('{'), output.indexOf("--- err")));
        Set<String> written = new TreeSet<>(Set.of("from"));
        collect(report, written);

        Set<String> documented = new TreeSet<>();
        Matcher field = Pattern.compile("[a-z-]+").matcher(firstColumn());
        while (field.find()) {
            documented.add(field.group());
        }

        assertThat(documented).isEqualTo(written);
    }

    private static void collect(JsonNode node, Set<String> names) {
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(member -> collect(member, names));
    }

    private static String firstColumn() throws IOException {
        return String.join(
                "\n",
                Files.readAllLines(PAGE).stream()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.split(" \\| ")[0])
                        .toList());
    }
}
