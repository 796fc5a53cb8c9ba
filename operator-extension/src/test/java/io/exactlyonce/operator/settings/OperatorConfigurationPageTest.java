package io.exactlyonce.operator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference page is generated from the catalogue; a drift breaks the build. */
class OperatorConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/reference/operator-configuration.md");

    @Test
    void thePageSaysWhatTheCodeReads() throws IOException {
        String page = page();
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as(
                        "regenerate, and read what changed: mvn test -pl operator-extension"
                                + " -Dtest=OperatorConfigurationPageTest -Dregenerate=true")
                .isEqualTo(page);
    }

    private static String page() {
        return SettingCatalog.all().stream()
                .map(OperatorConfigurationPageTest::row)
                .collect(
                        Collectors.joining(
                                "\n",
                                """
                                # Settings of the operator

                                Generated from the code; do not edit. For `run`: environment variables, and a YAML file named
                                with `--config` (keys nested, or flat as below); the environment wins. Lists in a variable are separated by
                                commas. Every wrong setting is told before anything starts, with exit code 2.

                                | key in the file | environment variable | default | accepts | what it does |
                                |---|---|---|---|---|
                                """,
                                "\n"));
    }

    private static String row(Setting<?> setting) {
        return "| `%s` | `%s` | %s | %s | %s |"
                .formatted(
                        setting.key(),
                        setting.variable(),
                        setting.defaultValue().isEmpty()
                                ? "empty"
                                : "`" + setting.defaultValue() + "`",
                        setting.expected().replace("|", "\\|"),
                        setting.description().replace("|", "\\|"));
    }
}
