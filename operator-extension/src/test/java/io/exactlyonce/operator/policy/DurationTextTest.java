package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "1m, PT1M",
        "90s, PT90S",
        "1min, PT1M",
        "1 min, PT1M",
        "2 minutes, PT2M",
        "1m30s, PT1M30S",
        "1h, PT1H",
        "2 d, PT48H",
        "1 day, PT24H",
        "500ms, PT0.5S",
        "500 milli, PT0.5S",
        "1millisecond, PT0.001S",
        "1 sec, PT1S",
        "3 seconds, PT3S",
        "PT1M, PT1M",
        "P1DT1H, PT25H",
        "0, PT0S",
        "0s, PT0S",
        "999999999d, PT23999999976H"
    })
    void formsOfFlinkGoAndIsoAreRead(String text, Duration expected) {
        assertThat(DurationText.parse(text)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "60",
                "-1m",
                "+1m",
                "1.5h",
                "1M",
                "1 Min",
                "m",
                "1x",
                "1m 30s",
                "1us",
                "P",
                "PT",
                "PT1X",
                "P1Y",
                "PT-1M",
                "1m\n",
                "9999999999d",
                "auto"
            })
    void anythingElseIsNoDuration(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }
}
