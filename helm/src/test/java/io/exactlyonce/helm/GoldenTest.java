package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders, to be read by people when it changes. */
class GoldenTest {
    static Stream<ValueSet> sets() {
        return ValueSet.all().stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void rendersAsRecorded(ValueSet set) throws IOException {
        Path dashboard = Chart.FOLDER.resolve("files/dashboard.json");
        String text =
                set.render()
                        .text()
                        .replace(
                                Files.readString(dashboard).strip().indent(4),
                                "    # files/dashboard.json\n");

        Generated.hold(GoldenTest.class, set.folder().resolve("manifests.yaml"), text);
    }

    @Test
    void noFileIsForgotten() throws IOException {
        assertThat(ValueSet.all()).hasSizeGreaterThanOrEqualTo(12);
        for (ValueSet set : ValueSet.all()) {
            try (Stream<Path> files = Files.list(set.folder())) {
                assertThat(files)
                        .extracting(file -> file.getFileName().toString())
                        .containsExactlyInAnyOrder("values.yaml", "manifests.yaml");
            }
        }
    }
}
