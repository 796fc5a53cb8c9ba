package io.exactlyonce.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkVersionTest {

    @Test
    void versionsAreOrderedByNumberNotByText() {
        assertThat(Stream.of("v2_0", "v1_9", "v10_0", "v1_20").map(FlinkVersion::parse).sorted())
                .extracting(FlinkVersion::text)
                .containsExactly("v1_9", "v1_20", "v2_0", "v10_0");
        assertThat(FlinkVersion.parse("v2_2")).isEqualTo(FlinkVersion.V2_2);
        assertThat(FlinkVersion.V2_0.isAtLeast(FlinkVersion.V1_20)).isTrue();
        assertThat(FlinkVersion.V2_0.isAtLeast(FlinkVersion.V2_0)).isTrue();
        assertThat(FlinkVersion.V1_20.isAtLeast(FlinkVersion.V2_0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2.2", "latest", "v2", "v2_", "V2_2", "v2_2_1", "v99999_1"})
    void textThatCannotBeReadIsKeptAndNoVersion(String text) {
        FlinkVersion version = FlinkVersion.parse(text);

        assertThat(version.text()).isEqualTo(text);
        assertThat(version.isKnown()).isFalse();
        assertThat(version.isAtLeast(FlinkVersion.V1_13)).isFalse();
        assertThat(version).isLessThan(FlinkVersion.V1_13);
    }

    @Test
    void aVersionNewerThanThisOperatorIsRead() {
        assertThat(FlinkVersion.parse("v3_1").isKnown()).isTrue();
        assertThat(FlinkVersion.parse("v3_1")).isGreaterThan(FlinkVersion.V2_2);
    }
}
