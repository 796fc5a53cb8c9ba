package io.exactlyonce.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Setting and taking away one flat key in a spec, whatever form it was written in. */
class FlinkConfigurationEntriesTest {

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @Test
    void everyPlaceOfAKeyIsFoundTheWinnerLast() {
        Fields spec = spec(Map.of("a", Map.of("b", 1), "a.b", 2));

        assertThat(FlinkConfiguration.paths(spec, "a.b"))
                .containsExactly(
                        List.of("flinkConfiguration", "a", "b"),
                        List.of("flinkConfiguration", "a.b"));
        assertThat(FlinkConfiguration.paths(spec, "a")).isEmpty();
    }

    @Test
    void aKeySetReplacesEveryOtherFormOfIt() {
        Fields spec = spec(Map.of("a", Map.of("b", 1, "c", 2), "a.b", 3));

        assertThat(FlinkConfiguration.withEntry(spec, "a.b", "4"))
                .isEqualTo(spec(Map.of("a", Map.of("c", 2), "a.b", "4")));
    }

    @Test
    void anObjectThatGivesWayLosesNoneOfItsKeys() {
        Fields spec = spec(Map.of("a.b", Map.of("c", 1, "d", Map.of("e", 2)), "a.b.c", 3));

        assertThat(FlinkConfiguration.withEntry(spec, "a.b", "4"))
                .isEqualTo(spec(Map.of("a.b", "4", "a.b.c", "3", "a.b.d.e", "2")));
    }

    @Test
    void objectsLeftEmptyGoWithTheirLastKey() {
        Fields spec = spec(Map.of("a", Map.of("b", Map.of("c", 1)))).with("image", "image");

        assertThat(FlinkConfiguration.withoutEntry(spec, "a.b.c"))
                .isEqualTo(Fields.EMPTY.with("image", "image"));
    }

    @Test
    void aKeySetAndTakenAwayLeavesTheSpecAsItWas() {
        Fields with = spec(Map.of("a", Map.of("b", 1), "empty", Map.of()));
        Fields without = Fields.EMPTY.with("image", "image");

        for (Fields spec : List.of(with, without)) {
            Fields set = FlinkConfiguration.withEntry(spec, "new.key", "1");
            assertThat(FlinkConfiguration.withoutEntry(set, "new.key")).isEqualTo(spec);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void takingOneKeyAwayLeavesEveryOther(long seed) {
        // given
        Fields spec = spec(new RandomFields(seed).object().values());
        FlinkConfiguration before = FlinkConfiguration.of(spec);

        for (String key : before.entries().keySet()) {
            // when
            FlinkConfiguration after =
                    FlinkConfiguration.of(FlinkConfiguration.withoutEntry(spec, key));

            // then
            assertThat(after.entries()).isEqualTo(before.without(Set.of(key)).entries());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void settingOneKeyLeavesEveryOther(long seed) {
        // given
        Fields spec = spec(new RandomFields(seed).object().values());
        FlinkConfiguration before = FlinkConfiguration.of(spec);

        for (String key : List.of("a.b", "b.c", "new.key")) {
            // when
            FlinkConfiguration after =
                    FlinkConfiguration.of(FlinkConfiguration.withEntry(spec, key, "set"));

            // then
            assertThat(after.entries()).isEqualTo(before.with(key, "set").entries());
            assertThat(after.setTwice()).doesNotContain(key);
            assertThat(after.value(key)).contains("set");
        }
    }

    private static Fields spec(Map<String, Object> configuration) {
        return Fields.EMPTY.with(new Fields(configuration), "flinkConfiguration");
    }
}
