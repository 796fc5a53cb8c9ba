package io.exactlyonce.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

/** The reference page is generated from the options; a drift breaks the build. */
class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/job-configuration.md");

    @Test
    void thePageSaysWhatTheCodeReads() throws IOException {
        String page = page();
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as(
                        "regenerate: mvn test -pl job -am -Dtest=ConfigurationReferenceTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dregenerate=true")
                .isEqualTo(page);
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Configuration of the job

                        Generated from `ExactlyOnceOptions` and `CommitOptions`; do not edit. All keys belong into Flink's configuration
                        (`flinkConfiguration` of a FlinkDeployment, `config.yaml`, `-D` on the command line). A key that
                        starts with `exactly-once.` and is not listed here is refused.

                        | key | default | meaning |
                        |---|---|---|
                        """);
        for (ConfigOption<?> option : OptionCatalog.all()) {
            boolean map = option.key().endsWith(".properties");
            page.append("| `")
                    .append(option.key())
                    .append(map ? ".*" : "")
                    .append("` | ")
                    .append(text(option.defaultValue()))
                    .append(" | ")
                    .append(OptionCatalog.description(option))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String text(Object value) {
        if (value == null
                || (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> entries && entries.isEmpty())) {
            return "";
        }
        if (value instanceof Duration duration) {
            return "`" + duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT) + "`";
        }
        return "`" + value + "`";
    }
}
