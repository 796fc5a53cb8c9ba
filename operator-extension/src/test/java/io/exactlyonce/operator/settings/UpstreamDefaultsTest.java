package io.exactlyonce.operator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.FlinkVersion;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UpstreamDefaultsTest {
    private static final String STEM = "kubernetes.operator.default-configuration.";

    @Test
    void nearerDefaultWins() {
        UpstreamDefaults defaults =
                new UpstreamDefaults(
                        new TreeMap<>(
                                Map.of(
                                        "key",
                                        "global",
                                        "other",
                                        "global",
                                        STEM + "namespace.team.key",
                                        "namespace",
                                        STEM + "flink-version.v1_18+.key",
                                        "since 1.18",
                                        STEM + "flink-version.v2_1+.key",
                                        "since 2.1",
                                        STEM + "flink-version.v1_19.key",
                                        "just 1.19")));

        assertThat(defaults.of("team", FlinkVersion.parse("v1_17")))
                .isEqualTo(Map.of("key", "namespace", "other", "global"));
        assertThat(defaults.of("else", FlinkVersion.parse("v1_17"))).containsEntry("key", "global");
        assertThat(defaults.of("team", FlinkVersion.parse("v1_19")))
                .containsEntry("key", "just 1.19");
        assertThat(defaults.of("team", FlinkVersion.parse("v1_20")))
                .containsEntry("key", "since 1.18");
        assertThat(defaults.of("team", FlinkVersion.parse("v2_2")))
                .containsEntry("key", "since 2.1");
    }
}
