package io.exactlyonce.job.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.lane.LaneHeaders;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderParsingTest {
    private static final String LANE = "00000000deadbeef";

    private static List<byte[]> values(String... values) {
        return Stream.of(values).map(LaneHeaders::encode).toList();
    }

    @Test
    void laneAndSequenceAreRead() {
        assertThat(Stamp.of(values("fedcba9876543210"), values("9223372036854775806")))
                .isEqualTo(new Stamp.Stamped(0xfedcba9876543210L, Long.MAX_VALUE - 1));
        assertThat(Stamp.laneText(0xfedcba9876543210L)).isEqualTo("fedcba9876543210");
    }

    @Test
    void noLaneHeaderIsForeign() {
        assertThat(Stamp.of(values(), values())).isEqualTo(new Stamp.Foreign());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                "01",
                "1.0",
                " 1",
                "one",
                "9223372036854775807",
                "9999999999999999999",
                "18446744073709551616"
            })
    void unusableSequenceIsBroken(String sequence) {
        assertThat(Stamp.of(values(LANE), values(sequence))).isInstanceOf(Stamp.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lane-1", "00000000DEADBEEF", "0deadbeef", "00000000deadbeef0"})
    void unusableLaneIsBroken(String lane) {
        assertThat(Stamp.of(values(lane), values("0"))).isInstanceOf(Stamp.Broken.class);
    }

    @Test
    void missingOrDoubledHeaderIsBroken() {
        assertThat(Stamp.of(values(LANE), values())).isInstanceOf(Stamp.Broken.class);
        assertThat(Stamp.of(values(), values("0"))).isInstanceOf(Stamp.Broken.class);
        assertThat(Stamp.of(values(LANE, LANE), values("0"))).isInstanceOf(Stamp.Broken.class);
        assertThat(Stamp.of(values(LANE), values("0", "1"))).isInstanceOf(Stamp.Broken.class);
    }

    @Test
    void originIsRead() {
        assertThat(Origin.of(values("my.in/3/42"))).isEqualTo(new Origin.Named("my.in", 3, 42));
        assertThat(Origin.of(values())).isEqualTo(new Origin.Absent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "in/0", "in/0/", "in//1", "/0/1", "in/x/1", "in/0/-1"})
    void unusableOriginIsBroken(String origin) {
        assertThat(Origin.of(values(origin))).isInstanceOf(Origin.Broken.class);
        assertThat(Origin.of(values("in/0/1", "in/0/1"))).isInstanceOf(Origin.Broken.class);
    }
}
