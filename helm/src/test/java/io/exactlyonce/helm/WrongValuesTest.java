package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that would not do what was meant are refused, each with its path. */
class WrongValuesTest {
    private static final Path TABLE = Path.of("src/test/resources/wrong-values.yaml");

    /**
     * A row of the table.
     *
     * @param values as in a values file
     * @param message what the refusal has to say
     */
    record Wrong(String values, String message) {
        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<Wrong> table() throws IOException {
        List<Wrong> rows = new ArrayList<>();
        for (Manifest document : Manifest.all(Files.readString(TABLE))) {
            for (Map.Entry<String, JsonNode> row : document.json().properties()) {
                row.getValue()
                        .forEach(values -> rows.add(new Wrong(values.asText(), row.getKey())));
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("table")
    void isRefusedWithItsPath(Wrong wrong) {
        assertThatThrownBy(() -> Chart.render(wrong.values()))
                .as(wrong.values())
                .hasMessageContaining(wrong.message());
    }

    @Test
    void theTableIsLong() throws IOException {
        assertThat(table()).hasSizeGreaterThanOrEqualTo(40);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aMisspeltNameIsRefusedInEveryPlace(String place) {
        assertThatThrownBy(() -> Chart.render(nested(place)))
                .hasMessageContaining("at '" + place + "'")
                .hasMessageContaining("additional properties 'misspelt' not allowed");
    }

    /** Every group of values, and some places within the types of Kubernetes. */
    static Stream<String> places() throws IOException {
        List<String> places = new ArrayList<>();
        JsonNode schema =
                Manifest.all(Files.readString(Chart.FOLDER.resolve("values.schema.json")))
                        .get(0)
                        .json();
        collect("", schema, places);
        places.addAll(
                List.of(
                        "/resources",
                        "/affinity",
                        "/affinity/nodeAffinity",
                        "/affinity/podAntiAffinity",
                        "/podSecurityContext",
                        "/podSecurityContext/seccompProfile",
                        "/securityContext",
                        "/securityContext/capabilities"));
        return places.stream();
    }

    private static void collect(String path, JsonNode schema, List<String> places) {
        if (schema.has("properties")) {
            if (!path.isEmpty()) {
                places.add(path);
            }
            schema.path("properties")
                    .properties()
                    .forEach(
                            child ->
                                    collect(path + "/" + child.getKey(), child.getValue(), places));
        }
    }

    private static String nested(String place) {
        StringBuilder values = new StringBuilder();
        String[] names = place.substring(1).split("/");
        for (int depth = 0; depth < names.length; depth++) {
            values.append("  ".repeat(depth)).append(names[depth]).append(":\n");
        }
        return values.append("  ".repeat(names.length)).append("misspelt: 1\n").toString();
    }
}
