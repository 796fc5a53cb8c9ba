package io.exactlyonce.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "500",
                "0",
                " 10 s ",
                "10s",
                "2min",
                "2 m",
                "3 minutes",
                "1 h",
                "2 hours",
                "1d",
                "7 days",
                "500ms",
                "5 millis",
                "9 µs",
                "9 micros",
                "9 ns",
                "9 nanoseconds",
                "1 SEC",
                "PT5M",
                "pt1h30m",
                "P1D",
                "PT0.5S"
            })
    void textThatFlinkReadsIsReadTheSame(String text) {
        assertThat(DurationText.parse(text)).contains(TimeUtils.parseDuration(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "1.5 s",
                "soon",
                "10 parsecs",
                "PT-5M",
                "10 s 5",
                "1 2",
                "P1Y",
                "999999999999999999 d"
            })
    void textThatFlinkRefusesIsRefused(String text) {
        assertThat(catchThrowable(() -> TimeUtils.parseDuration(text))).isNotNull();
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @Test
    void aDurationIsWrittenInTheLargestUnitThatLosesNothing() {
        assertThat(DurationText.format(Duration.ofMillis(500))).isEqualTo("500 ms");
        assertThat(DurationText.format(Duration.ofSeconds(90))).isEqualTo("90 s");
        assertThat(DurationText.format(Duration.ofSeconds(120))).isEqualTo("2 min");
        assertThat(DurationText.format(Duration.ofHours(24))).isEqualTo("1 d");
        assertThat(DurationText.format(Duration.ZERO)).isEqualTo("0 ms");
        assertThat(DurationText.format(Duration.ofSeconds(Long.MAX_VALUE, 5))).startsWith("PT");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void flinkReadsBackWhatWasWritten(long seed) {
        Random random = new Random(seed);
        Duration duration =
                random.nextBoolean()
                        ? Duration.ofNanos(random.nextLong(Long.MAX_VALUE))
                        : Duration.ofSeconds(random.nextInt(1_000_000));

        String text = DurationText.format(duration);

        assertThat(TimeUtils.parseDuration(text)).isEqualTo(duration);
        assertThat(DurationText.parse(text)).contains(duration);
    }
}
