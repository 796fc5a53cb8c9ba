package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.SettingsLoader.WrongSettingsException;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
    @TempDir private Path directory;

    @Test
    void fileAndTheDefaultsOfUpstreamAreRead() throws Exception {
        Path defaults = directory.resolve("defaults.yaml");
        Files.writeString(
                defaults,
                """
                execution.checkpointing.interval: 30 s
                kubernetes:
                  operator:
                    default-configuration.namespace.team.restart-strategy.type: none
                """);
        Path file = directory.resolve("settings.yaml");
        Files.writeString(file, "upstream: {defaultsFile: " + defaults + "}\nwebhook.port: 8443\n");

        SettingsLoader.Loaded loaded = SettingsLoader.load(Map.of(), Optional.of(file));

        assertThat(loaded.settings().webhook().port()).isEqualTo(8443);
        assertThat(loaded.upstreamDefaults().of("team", FlinkVersion.V2_2))
                .containsEntry("execution.checkpointing.interval", "30 s")
                .containsEntry("restart-strategy.type", "none");
    }

    @Test
    void fileThatCannotBeReadIsNamed() {
        Path missing = directory.resolve("none.yaml");

        assertThatThrownBy(() -> SettingsLoader.load(Map.of(), Optional.of(missing)))
                .isInstanceOf(WrongSettingsException.class)
                .hasMessageContaining("--config is '" + missing + "'")
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(
                        () ->
                                SettingsLoader.load(
                                        Map.of(
                                                "EXACTLY_ONCE_UPSTREAM_DEFAULTS_FILE",
                                                missing.toString()),
                                        Optional.empty()))
                .hasMessageContaining("upstream.defaultsFile is '" + missing + "'");
    }
}
