package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PromtoolTest {
    @Test
    void withoutAProgramThereIsNone() {
        assertThat(Promtool.of(Map.of())).isEmpty();
        assertThat(Promtool.of(Map.of("PROMTOOL", " "))).isEmpty();
    }

    @Test
    void withoutAProgramWhereItIsRequiredIsAFailure() {
        assertThatThrownBy(() -> Promtool.of(Map.of("TESTS_REQUIRE_PROMTOOL", "true")))
                .hasMessageContaining("PROMTOOL is not set")
                .hasMessageContaining("export PROMTOOL=$(build/prometheus-tools)");
    }

    @Test
    void programThatIsNotThereIsAFailureNotASkip() {
        assertThatThrownBy(() -> Promtool.of(Map.of("PROMTOOL", "/nowhere/promtool")))
                .hasMessageContaining("cannot be run");
    }
}
